package dev.tiphys.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Directory;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sources.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Manifests as they lie in a directory (C044 to C049).
final class DirectorySource {
  private static final System.Logger LOG = System.getLogger(DirectorySource.class.getName());

  /// A file with this text is not for the cluster.
  private static final String SKIPPED = "+argocd:skip-file-rendering";

  private static final int DEPTH_MAX = 64;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Directory options;
  private final Tree tree;
  private final RenderLimits limits;
  private final Jsonnet jsonnet;
  private final List<ObjectNode> objects = new ArrayList<>();
  private long bytes;
  private long entries;

  /// What evaluates a file of Jsonnet.
  interface Jsonnet {
    List<ObjectNode> evaluate(Tree.Entry file);
  }

  private DirectorySource(Directory options, Tree tree, RenderLimits limits, Jsonnet jsonnet) {
    this.options = options;
    this.tree = tree;
    this.limits = limits;
    this.jsonnet = jsonnet;
  }

  /// The objects of a directory in the order of its files.
  static List<ObjectNode> render(
      Directory options, Tree tree, Tree.Entry directory, RenderLimits limits, Jsonnet jsonnet) {
    var source = new DirectorySource(options, tree, limits, jsonnet);
    source.walk(directory, "", 0);
    return source.objects;
  }

  private void walk(Tree.Entry directory, String path, int depth) {
    if (depth > DEPTH_MAX) {
      throw new RenderFailure("'%s' lies more than %d directories deep", path, DEPTH_MAX);
    }
    for (var child : tree.children(directory)) {
      if (++entries > limits.copiedEntries()) {
        throw new RenderFailure("more than %d files", limits.copiedEntries());
      }
      var name = Tree.join(path, child.name());
      if (child.kind() == Tree.Kind.DIRECTORY) {
        if (options.recurse()) {
          walk(child, name, depth + 1);
        }
      } else if (wanted(name)) {
        var file = file(child);
        if (file != null) {
          file(file, name);
        }
      }
    }
  }

  private boolean wanted(String name) {
    return name.matches("(?s).*[.](yaml|yml|json|jsonnet)")
        && (options.exclude().isEmpty() || !Glob.matches(options.exclude(), name))
        && (options.include().isEmpty() || Glob.matches(options.include(), name));
  }

  /// The file itself, a link followed; null if there is none.
  private Tree.@Nullable Entry file(Tree.Entry entry) {
    var file = entry.kind() == Tree.Kind.LINK ? tree.find(entry.path()).orElse(null) : entry;
    if (file == null) {
      LOG.log(System.Logger.Level.WARNING, "{0} is a link to nothing", entry.path());
    }
    return file == null || !file.kind().isFile() ? null : file;
  }

  private void file(Tree.Entry file, String name) {
    if (name.endsWith(".jsonnet")) {
      if (!text(tree.read(file, limits.fileBytes()), name).contains(SKIPPED)) {
        objects.addAll(jsonnet.evaluate(file));
      }
      return;
    }
    var content = tree.read(file, limits.fileBytes());
    bytes += content.length;
    if (limits.directoryBytes() > 0 && bytes > limits.directoryBytes()) {
      throw new RenderFailure(
          "exceeded max combined manifest file size: more than %d bytes at '%s'",
          limits.directoryBytes(), name);
    }
    var text = text(content, name);
    if (!text.contains(SKIPPED)) {
      if (name.endsWith(".json")) {
        json(text, name);
      } else {
        yaml(text, name);
      }
    }
  }

  /// UTF-8, or UTF-16 with a mark of its order of bytes.
  private static String text(byte[] content, String name) {
    if (content.length >= 2) {
      var first = content[0] & 0xff;
      var second = content[1] & 0xff;
      if (first == 0xfe && second == 0xff) {
        return new String(content, 2, content.length - 2, StandardCharsets.UTF_16BE);
      }
      if (first == 0xff && second == 0xfe) {
        return new String(content, 2, content.length - 2, StandardCharsets.UTF_16LE);
      }
    }
    return new String(content, StandardCharsets.UTF_8);
  }

  private void json(String text, String name) {
    try {
      objects.add(Manifests.object(JSON.readTree(text), name));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new RenderFailure(
          "%s:%d: expected one JSON object: %s",
          name, at == null ? 1 : at.getLineNr(), e.getOriginalMessage());
    }
  }

  private void yaml(String text, String name) {
    List<ObjectNode> found = new ArrayList<>();
    try {
      for (YamlNode document :
          YamlReader.readLastOfKeys(text.getBytes(StandardCharsets.UTF_8), name)) {
        found.add(Manifests.object(document.toJson(), name));
      }
    } catch (MalformedYamlException | RenderFailure e) {
      var looksLikeManifest =
          text.contains("apiVersion:") && text.contains("kind:") && text.contains("metadata:");
      if (!found.isEmpty() || looksLikeManifest || holdsObject(text)) {
        throw new RenderFailure("%s", e.getMessage());
      }
      return;
    }
    objects.addAll(found);
  }

  /// Whether a document of a file that cannot be read as a whole is an object by itself: then
  /// passing over the file would lose it.
  private static boolean holdsObject(String text) {
    for (var document : text.split("(?m)^---.*$")) {
      try {
        for (var node : YamlReader.readLastOfKeys(document.getBytes(StandardCharsets.UTF_8), "")) {
          if (node.toJson().path("kind").isTextual()) {
            return true;
          }
        }
      } catch (MalformedYamlException e) {
        // This one is none.
      }
    }
    return false;
  }
}
