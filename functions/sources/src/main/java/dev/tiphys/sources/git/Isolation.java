package dev.tiphys.sources.git;

import java.io.File;
import java.time.Instant;
import java.time.ZoneId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// The machine as JGit sees it: no configuration of Git, of the system or of a user, and no
/// environment. What is fetched depends on the repository alone, and nobody's proxy, key or
/// rewriting of addresses gets into it.
final class Isolation extends SystemReader {
  private Isolation() {
    setPlatformChecker();
  }

  /// Has an effect once.
  static void enter() {
    Once.ENTERED.run();
  }

  private enum Once implements Runnable {
    ENTERED;

    Once() {
      SystemReader.setInstance(new Isolation());
    }

    @Override
    public void run() {}
  }

  private static FileBasedConfig empty(@Nullable Config parent, FS fs) {
    return new FileBasedConfig(parent, new File("/nonexistent"), fs) {
      @Override
      public void load() {}

      @Override
      public void save() {}

      @Override
      public boolean isOutdated() {
        return false;
      }

      /// What JGit would measure of the file system, for seconds and with files of its own.
      @Override
      public @Nullable String getString(String section, @Nullable String subsection, String name) {
        if (section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)) {
          return name.equals(ConfigConstants.CONFIG_KEY_TIMESTAMP_RESOLUTION)
              ? "10 milliseconds"
              : "50 milliseconds";
        }
        return super.getString(section, subsection, name);
      }
    };
  }

  @Override
  public String getHostname() {
    return "localhost";
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public @Nullable String getProperty(String key) {
    return System.getProperty(key);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return empty(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return empty(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return empty(parent, fs);
  }

  @Override
  @SuppressWarnings({"deprecation", "removal"})
  public long getCurrentTime() {
    return System.currentTimeMillis();
  }

  @Override
  @SuppressWarnings({"deprecation", "removal"})
  public int getTimezone(long when) {
    return ZoneId.systemDefault().getRules().getOffset(Instant.ofEpochMilli(when)).getTotalSeconds()
        / 60;
  }
}
