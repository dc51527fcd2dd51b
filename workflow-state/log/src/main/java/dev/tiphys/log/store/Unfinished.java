package dev.tiphys.log.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The files below `!unfinished/`, which objects are written to before they get their names, and
/// what makes both survive a power failure.
///
/// One process at a time, the one that holds the lock of this folder, keeps objects by a [Journal]:
/// one sync for all that many threads write at the moment, and none for a folder. Whoever opens
/// the store after another boot gives back from the journal what files and folders have lost. A
/// journal that is full is dropped once the file system has written everything down.
///
/// All other processes, and large objects, sync each file and its folder.
final class Unfinished implements AutoCloseable {
  static final String FOLDER = "!unfinished";

  /// Larger objects are not written twice.
  private static final int JOURNALED_BYTES_MAX = 64 << 10;

  private static final String LOCK = "!lock";
  private static final String JOURNAL = "!journal";
  private static final String FULL = "!journal-full";

  /// The folders that this process has locked.
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final boolean synced;
  private final long journalBytesMax;
  private final String boot;
  private final Folders folders;
  private final Function<String, Path> namer;

  /// Held for reading from before an object is in the journal until it has its name.
  private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock();

  private final AtomicBoolean dropping = new AtomicBoolean();
  private volatile boolean opened;
  private @Nullable FileChannel lock;
  private volatile @Nullable Journal journal;

  /// @param journalBytesMax when a journal is full
  /// @param boot tells this boot of the machine from others; empty if that is not known
  /// @param namer where the object of a key lies
  Unfinished(
      Path root,
      boolean synced,
      long journalBytesMax,
      String boot,
      Folders folders,
      Function<String, Path> namer) {
    this.folder = root.resolve(FOLDER);
    this.synced = synced;
    this.journalBytesMax = journalBytesMax;
    this.boot = boot;
    this.folders = folders;
    this.namer = namer;
  }

  /// What this boot is called, or nothing where nobody says.
  static String thisBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /// Takes the lock if nobody has it, and gives back what a power failure took. To be called before
  /// anything is read, since what was lost counts.
  void open() throws IOException {
    if (!opened && Files.isDirectory(folder)) {
      openFirst();
    }
  }

  private synchronized void openFirst() throws IOException {
    var place = folder.toRealPath();
    // Two stores of one process must not even open the lock: to close a file ends the locks of its
    // process on it.
    if (!opened && LOCKED.add(place)) {
      var channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          begin();
          lock = channel;
        }
      } finally {
        if (lock == null) {
          channel.close();
          LOCKED.remove(place);
        }
      }
    }
    opened = true;
  }

  private void begin() throws IOException {
    var full = folder.resolve(FULL);
    var current = folder.resolve(JOURNAL);
    var lost = new HashMap<String, byte[]>();
    for (var path : List.of(full, current)) {
      if (Files.exists(path) && !Journal.isOf(path, boot)) {
        Journal.read(path, lost);
      }
    }
    for (var object : lost.entrySet()) {
      restore(object.getKey(), object.getValue());
    }
    if (Files.exists(full)) {
      drop(full);
    }
    if (Files.exists(current) && !Journal.isOf(current, boot)) {
      drop(current);
    }
    if (synced && !boot.isEmpty()) {
      journal = Journal.open(current, boot);
      folders.keep(List.of(current));
    }
  }

  private void restore(String key, byte[] value) throws IOException {
    var object = namer.apply(key);
    if (Files.exists(object)) {
      if (!isTorn(Files.readAllBytes(object), value)) {
        return;
      }
      Files.delete(object);
    }
    var file = writeFile(value, false);
    Folders.make(object.getParent());
    Files.move(file, object, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether `found` is what a power failure left of `written`: less of it, or zeros for a part. An
  /// object of another writer is neither.
  private static boolean isTorn(byte[] found, byte[] written) {
    if (found.length > written.length) {
      return false;
    }
    var differs = found.length < written.length;
    for (var i = 0; i < found.length; i++) {
      if (found[i] != written[i]) {
        if (found[i] != 0) {
          return false;
        }
        differs = true;
      }
    }
    return differs;
  }

  /// A file that holds all bytes of an object and waits for its name.
  final class Written implements AutoCloseable {
    private final Path file;
    private final boolean journaled;

    private Written(Path file, boolean journaled) {
      this.file = file;
      this.journaled = journaled;
    }

    Path file() {
      return file;
    }

    /// The object has its name now; it is kept when this returns.
    void named(Path object) throws IOException {
      if (!journaled) {
        folders.keep(List.of(object));
      }
    }

    @Override
    public void close() throws IOException {
      writing.readLock().unlock();
      Files.deleteIfExists(file);
      dropIfFull();
    }
  }

  /// Writes the bytes of an object, for the thread that then names and closes it.
  ///
  /// @param once whether the object is never replaced
  Written write(String key, byte[] value, boolean once) throws IOException {
    folders.makeKept(folder);
    open();
    writing.readLock().lock();
    try {
      var into = journal;
      var journaled = once && into != null && value.length <= JOURNALED_BYTES_MAX;
      if (journaled) {
        add(into, key, value);
      }
      return new Written(writeFile(value, synced && !journaled), journaled);
    } catch (IOException | RuntimeException e) {
      writing.readLock().unlock();
      throw e;
    }
  }

  private void add(Journal into, String key, byte[] value) throws IOException {
    try {
      into.add(key, value);
    } catch (IOException e) {
      // What it has is kept; what comes now is kept without it.
      journal = null;
      throw e;
    }
  }

  private Path writeFile(byte[] value, boolean forced) throws IOException {
    var file = folder.resolve(UUID.randomUUID().toString());
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(value);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (forced) {
        channel.force(false);
      }
    }
    return file;
  }

  /// The object of `key` is gone; the journal must not bring it back.
  void deleted(String key) {
    var noted = journal;
    if (noted != null) {
      noted.addDeleted(key);
    }
  }

  private void dropIfFull() throws IOException {
    var current = journal;
    if (current != null
        && current.size() >= journalBytesMax
        && dropping.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::turnOver);
    }
  }

  private void turnOver() {
    var full = folder.resolve(FULL);
    try {
      writing.writeLock().lock();
      try {
        var current = journal;
        if (current != null) {
          current.close();
          Files.move(folder.resolve(JOURNAL), full, StandardCopyOption.ATOMIC_MOVE);
          journal = Journal.open(folder.resolve(JOURNAL), boot);
          folders.keep(List.of(full));
        }
      } finally {
        writing.writeLock().unlock();
      }
      drop(full);
    } catch (IOException e) {
      // Without a journal each object is synced; what the old one has is kept by it.
      journal = null;
    } finally {
      dropping.set(false);
    }
  }

  /// Removes a journal once everything in it is kept without it.
  private void drop(Path path) throws IOException {
    if (synced && !syncFileSystem()) {
      var objects = new HashMap<String, byte[]>();
      Journal.read(path, objects);
      for (var key : objects.keySet()) {
        force(namer.apply(key));
      }
      folders.keep(objects.keySet().stream().map(namer).toList());
    }
    Files.deleteIfExists(path);
    folders.keep(List.of(path));
  }

  /// Java has no word for it, and to sync thousands of files one by one takes as many times as
  // long.
  private boolean syncFileSystem() throws IOException {
    try {
      var sync =
          new ProcessBuilder("sync", "-f", folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return sync.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static void force(Path object) throws IOException {
    try (var channel = FileChannel.open(object, StandardOpenOption.READ)) {
      channel.force(false);
    } catch (NoSuchFileException e) {
      // It was deleted meanwhile.
    }
  }

  /// Lets go of the lock. The journal stays: whoever opens the store next goes on with it.
  @Override
  public void close() throws IOException {
    writing.writeLock().lock();
    try {
      var held = lock;
      if (held != null) {
        var last = journal;
        journal = null;
        lock = null;
        try (held) {
          if (last != null) {
            last.close();
          }
        } finally {
          LOCKED.remove(folder.toRealPath());
        }
      }
    } finally {
      writing.writeLock().unlock();
    }
  }
}
