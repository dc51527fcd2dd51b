package dev.tiphys.images;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Packs files as an image that every engine and registry tool loads (`docker load`, `podman load`,
/// `ctr images import`, `skopeo copy docker-archive:…`, `crane push`). The same files give the same
/// bytes.
final class ImageTar {
  private static final String LAYER = "layer.tar";
  private static final String CONFIG = "config.json";

  private ImageTar() {}

  /// @param name that the image has once it is loaded
  static void write(Rootfs rootfs, String name, Path tar) throws IOException {
    var layer = tar.resolveSibling(tar.getFileName() + ".layer");
    var digest = layer(rootfs.folder(), layer);
    var config = config(rootfs, digest);
    var manifest = JsonNodeFactory.instance.arrayNode();
    var image = manifest.addObject().put("Config", CONFIG);
    image.putArray("RepoTags").add(name);
    image.putArray("Layers").add(LAYER);
    try (var out = tar(Files.newOutputStream(tar))) {
      add(out, CONFIG, config.getBytes(StandardCharsets.UTF_8));
      add(out, "manifest.json", manifest.toString().getBytes(StandardCharsets.UTF_8));
      var entry = new TarArchiveEntry(LAYER);
      entry.setSize(Files.size(layer));
      out.putArchiveEntry(entry);
      Files.copy(layer, out);
      out.closeArchiveEntry();
    }
    Files.delete(layer);
  }

  private static TarArchiveOutputStream tar(OutputStream out) {
    var tar = new TarArchiveOutputStream(new BufferedOutputStream(out), "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    return tar;
  }

  private static void add(TarArchiveOutputStream out, String name, byte[] bytes)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    entry.setModTime(Rootfs.TIME.toEpochMilli());
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
  }

  private static String layer(Path folder, Path layer) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (var out = tar(new DigestOutputStream(Files.newOutputStream(layer), digest));
          var files = Files.walk(folder)) {
        for (var file : files.sorted().toList()) {
          if (!file.equals(folder)) {
            add(out, folder, file);
          }
        }
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(TarArchiveOutputStream out, Path folder, Path file) throws IOException {
    var name = folder.relativize(file).toString();
    var directory = Files.isDirectory(file);
    var entry = new TarArchiveEntry(directory ? name + "/" : name);
    entry.setModTime(Rootfs.TIME.toEpochMilli());
    entry.setMode(name.equals("tmp") ? 01777 : directory || Files.isExecutable(file) ? 0755 : 0644);
    if (!directory) {
      entry.setSize(Files.size(file));
    }
    out.putArchiveEntry(entry);
    if (!directory) {
      Files.copy(file, out);
    }
    out.closeArchiveEntry();
  }

  private static String config(Rootfs rootfs, String digest) throws IOException {
    var config = JsonNodeFactory.instance.objectNode();
    config.put("architecture", "amd64").put("os", "linux").put("created", Rootfs.TIME.toString());
    var run = config.putObject("config");
    run.put("User", "65532:65532").put("WorkingDir", "/tmp");
    rootfs.command().forEach(run.putArray("Entrypoint")::add);
    run.putObject("ExposedPorts").putObject("8080/tcp");
    var layers = config.putObject("rootfs").put("type", "layers");
    layers.putArray("diff_ids").add(digest);
    config
        .putArray("history")
        .addObject()
        .put("created", Rootfs.TIME.toString())
        .put("created_by", "tiphys");
    return config.toString();
  }
}
