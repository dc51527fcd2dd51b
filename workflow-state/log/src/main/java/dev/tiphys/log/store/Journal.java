package dev.tiphys.log.store;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A file of objects on their way to files of their own. Whoever writes while the disk is busy
/// shares the next sync, so many writers cost little more than one.
///
/// Its first line names the boot of the machine that it is from. After it come entries: the
/// checksum of what follows (CRC-32C), the lengths of key and value in bytes, and both of them; a
/// length of -1 says that the object was deleted. The first entry that does not fit its checksum
/// is where a writer was killed.
final class Journal implements AutoCloseable {
  private static final int HEAD_BYTES = 3 * Integer.BYTES;
  private static final int DELETED = -1;

  private final FileChannel file;
  private final ReentrantLock disk = new ReentrantLock();
  private List<ByteBuffer> queue = new ArrayList<>();
  private long queued;
  private long synced;
  private boolean broken;

  private Journal(FileChannel file) {
    this.file = file;
  }

  /// Goes on after the last whole entry of the journal at `path`, or begins one for `boot`.
  static Journal open(Path path, String boot) throws IOException {
    var end = isOf(path, boot) ? read(path, new HashMap<>()) : 0;
    var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      file.truncate(end).position(end);
      if (end == 0) {
        write(file, List.of(ByteBuffer.wrap(line(boot))));
      }
      return new Journal(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// Whether there is a journal at `path` from this boot.
  static boolean isOf(Path path, String boot) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (var in = Files.newInputStream(path)) {
      var line = line(boot);
      return Arrays.equals(in.readNBytes(line.length), line);
    }
  }

  private static byte[] line(String boot) {
    return (boot + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Reads the whole entries of the journal at `path` into `objects`: what was written last under
  /// each key that was not deleted after it.
  ///
  /// @return where the last entry ends
  static long read(Path path, Map<String, byte[]> objects) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      var end = skipLine(in);
      for (var bytes = next(in); bytes != null; bytes = next(in)) {
        end += bytes.length;
        var entry = ByteBuffer.wrap(bytes).position(Integer.BYTES);
        var key = new byte[entry.getInt()];
        var length = entry.getInt();
        entry.get(key);
        var name = new String(key, StandardCharsets.UTF_8);
        if (length == DELETED) {
          objects.remove(name);
        } else {
          var value = new byte[length];
          entry.get(value);
          objects.put(name, value);
        }
      }
      return end;
    }
  }

  private static long skipLine(InputStream in) throws IOException {
    var length = 0L;
    int c;
    do {
      c = in.read();
      length++;
    } while (c >= 0 && c != '\n');
    return length;
  }

  /// The bytes of the next entry, or null where no whole one follows.
  private static byte @Nullable [] next(DataInputStream in) throws IOException {
    try {
      var checksum = in.readInt();
      var keyLength = in.readInt();
      var valueLength = in.readInt();
      if (keyLength < 0
          || keyLength > Keys.KEY_CHARS_MAX
          || valueLength < DELETED
          || valueLength > ObjectStore.OBJECT_BYTES_MAX) {
        return null;
      }
      var key = in.readNBytes(keyLength);
      var value = in.readNBytes(Math.max(valueLength, 0));
      if (key.length < keyLength || value.length < valueLength) {
        return null;
      }
      var bytes = entry(key, valueLength == DELETED ? null : value);
      return ByteBuffer.wrap(bytes).getInt() == checksum ? bytes : null;
    } catch (EOFException e) {
      return null;
    }
  }

  private static byte[] entry(byte[] key, byte @Nullable [] value) {
    var length = value == null ? 0 : value.length;
    var bytes = new byte[HEAD_BYTES + key.length + length];
    var entry =
        ByteBuffer.wrap(bytes)
            .position(Integer.BYTES)
            .putInt(key.length)
            .putInt(value == null ? DELETED : length)
            .put(key);
    if (value != null) {
      entry.put(value);
    }
    var checksum = new CRC32C();
    checksum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt((int) checksum.getValue());
    return bytes;
  }

  /// Keeps an object; when this returns, it survives a power failure.
  ///
  /// @throws IOException if it may or may not do so; nothing can be added any more
  void add(String key, byte[] value) throws IOException {
    var mine = enqueue(key, value);
    disk.lock();
    try {
      if (synced < mine) {
        sync();
      }
    } finally {
      disk.unlock();
    }
  }

  /// Notes that an object was deleted, together with whatever is added next.
  void addDeleted(String key) {
    enqueue(key, null);
  }

  private synchronized long enqueue(String key, byte @Nullable [] value) {
    queue.add(ByteBuffer.wrap(entry(key.getBytes(StandardCharsets.UTF_8), value)));
    return ++queued;
  }

  private void sync() throws IOException {
    if (broken) {
      throw new IOException("the journal could not be written before");
    }
    List<ByteBuffer> taken;
    long last;
    synchronized (this) {
      taken = queue;
      queue = new ArrayList<>();
      last = queued;
    }
    broken = true;
    write(file, taken);
    file.force(false);
    broken = false;
    synced = last;
  }

  private static void write(FileChannel file, List<ByteBuffer> buffers) throws IOException {
    var all = buffers.toArray(ByteBuffer[]::new);
    while (all[all.length - 1].hasRemaining()) {
      file.write(all);
    }
  }

  /// How many bytes it has.
  long size() throws IOException {
    return file.size();
  }

  /// What was deleted is noted as well; nobody waits for that.
  @Override
  public synchronized void close() throws IOException {
    try (file) {
      if (!queue.isEmpty() && !broken) {
        write(file, queue);
      }
    }
  }
}
