package dev.tiphys.sources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Lines of the file `known_hosts` of OpenSSH, as people edit them.
public final class KnownHosts {
  /// Where OpenSSH looks for them.
  private static final List<Path> FILES =
      List.of(
          Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"),
          Path.of("/etc/ssh/ssh_known_hosts"));

  private static final int LINE_MAX = 16 << 10;

  private KnownHosts() {}

  /// A key of a host.
  ///
  /// @param host as it is written: a name, several with commas, `[name]:port`, or a hash
  /// @param type such as `ssh-ed25519`
  /// @param key in base64
  public record Entry(String host, String type, String key) {
    /// As it stands in the file.
    public String line() {
      return host + " " + type + " " + key;
    }

    /// As `ssh-keygen -l` shows it.
    public String fingerprint() {
      try {
        var digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(key));
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /// Those that people on this machine have come to know.
  public static String ofThisMachine() {
    var lines = new StringBuilder();
    for (var file : FILES) {
      try {
        lines.append(Files.readString(file)).append('\n');
      } catch (IOException e) {
        // Then nobody is known from there.
      }
    }
    return lines.toString();
  }

  /// The keys in a text; comments and what is marked are passed over.
  public static List<Entry> entries(String text) {
    return text.lines().flatMap(line -> entry(line).stream()).toList();
  }

  /// The key that a line is about; empty if it is about none.
  public static Optional<Entry> entry(String line) {
    var words = line.strip().split("\\s+");
    if (line.length() > LINE_MAX || words.length < 3 || words[0].matches("[#@].*")) {
      return Optional.empty();
    }
    try {
      // A key begins with the name of its type.
      var key = Base64.getDecoder().decode(words[2]);
      var type = words[1].getBytes(StandardCharsets.US_ASCII);
      var named =
          key.length > type.length + 4
              && new String(key, 4, type.length, StandardCharsets.US_ASCII).equals(words[1]);
      return named ? Optional.of(new Entry(words[0], words[1], words[2])) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The text with one more line.
  public static String with(String text, Entry entry) {
    return (text.isEmpty() || text.endsWith("\n") ? text : text + "\n") + entry.line() + "\n";
  }

  /// The text without the lines of some keys.
  public static String without(String text, Predicate<Entry> unwanted) {
    return text.lines()
        .filter(line -> entry(line).filter(unwanted).isEmpty())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }
}
