package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.delivery.generators.Sources.Tree;
import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.glob.PathPattern;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One set for each directory or file of a repository (C238, C239).
///
/// @param newGlobbing whether patterns of files are those with `**`, rather than those of `git
///     ls-files`
record GitGenerator(boolean newGlobbing) implements Generator {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String FAILED = "error generating params from git";

  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    var directories = spec.path("directories");
    var files = spec.path("files");
    if (directories.isEmpty() && files.isEmpty()) {
      throw new GenerationException(FAILED + ": expected directories or files");
    }
    try {
      var project = context.project().contains("{{") ? "" : context.project();
      var tree =
          context
              .sources()
              .tree(spec.path("repoURL").asText(), spec.path("revision").asText(), project);
      return directories.isEmpty()
          ? files(spec, files, tree, context)
          : directories(spec, directories, tree, context);
    } catch (GenerationException e) {
      throw new GenerationException(FAILED, e);
    }
  }

  private static List<Params> directories(
      JsonNode spec, JsonNode patterns, Tree tree, Context context) {
    List<String> all;
    try {
      all = tree.directories();
    } catch (GenerationException e) {
      throw new GenerationException("error getting directories from repo", e);
    }
    var sets = new ArrayList<Params>();
    for (var directory : all) {
      if (isHidden(directory) || !chosen(patterns, directory)) {
        continue;
      }
      var params = new LinkedHashMap<String, @Nullable Object>();
      addPath(params, directory, null, spec, context.templates().goTemplate());
      sets.add(context.templates().withValues(spec.path("values"), new Params(params), true));
    }
    return sets;
  }

  private static boolean isHidden(String directory) {
    return directory.startsWith(".") || directory.contains("/.");
  }

  /// Whether some pattern hits and none that excludes does, in whatever order they stand.
  private static boolean chosen(JsonNode patterns, String directory) {
    var hit = false;
    for (var pattern : patterns) {
      if (PathPattern.matches(pattern.path("path").asText(), directory)) {
        if (pattern.path("exclude").asBoolean()) {
          return false;
        }
        hit = true;
      }
    }
    return hit;
  }

  private List<Params> files(JsonNode spec, JsonNode patterns, Tree tree, Context context) {
    var chosen = new TreeSet<String>();
    var all = tree.files();
    for (var exclude : List.of(false, true)) {
      for (var pattern : patterns) {
        if (pattern.path("exclude").asBoolean() != exclude) {
          continue;
        }
        var files = FilePattern.of(pattern.path("path").asText(), newGlobbing);
        var hits = all.stream().filter(files::matches).toList();
        if (exclude) {
          hits.forEach(chosen::remove);
        } else {
          chosen.addAll(hits);
        }
      }
    }
    var sets = new ArrayList<Params>();
    for (var file : chosen) {
      try {
        sets.addAll(file(file, tree.read(file), spec, context.templates()));
      } catch (GenerationException e) {
        throw new GenerationException(
            "unable to process file '%s' from repository '%s'"
                .formatted(file, spec.path("repoURL").asText()),
            e);
      }
    }
    return sets;
  }

  /// The sets of one file: one of an object, one for each element of a list, one of nothing.
  static List<Params> file(String file, byte[] content, JsonNode spec, Templates templates) {
    var sets = new ArrayList<Params>();
    for (var object : objects(content)) {
      var read = new Params(object);
      var params =
          templates.goTemplate()
              ? new LinkedHashMap<String, @Nullable Object>(object)
              : new LinkedHashMap<String, @Nullable Object>(read.flat());
      var slash = file.lastIndexOf('/');
      addPath(
          params,
          slash < 0 ? "." : file.substring(0, slash),
          file.substring(slash + 1),
          spec,
          templates.goTemplate());
      sets.add(templates.withValues(spec.path("values"), new Params(params), true));
    }
    return sets;
  }

  /// JSON may have tabs, which YAML has not.
  private static @Nullable Object parsed(byte[] content) {
    try {
      return GoValues.value(JSON.readTree(content));
    } catch (IOException noJson) {
      var documents = YamlReader.readLastOfKeys(content, "file");
      return documents.isEmpty() ? null : GoValues.value(documents.getFirst().toJson());
    }
  }

  @SuppressWarnings("unchecked") // a map of JSON has texts as keys
  private static List<Map<String, @Nullable Object>> objects(byte[] content) {
    Object value;
    try {
      value = parsed(content);
    } catch (MalformedYamlException e) {
      throw new GenerationException("unable to parse file", e);
    }
    return switch (value) {
      case null -> List.of(Map.of());
      case Map<?, ?> map -> List.of((Map<String, @Nullable Object>) map);
      case List<?> list when list.stream().allMatch(Map.class::isInstance) ->
          list.stream().map(element -> (Map<String, @Nullable Object>) element).toList();
      default ->
          throw new GenerationException(
              "unable to parse file: "
                  + Templates.unmarshalled(value, "[]map[string]interface {}"));
    };
  }

  /// Adds what a path is made of, and its file if there is one.
  private static void addPath(
      Map<String, @Nullable Object> params,
      String path,
      @Nullable String file,
      JsonNode spec,
      boolean goTemplate) {
    var prefix = spec.path("pathParamPrefix").asText();
    var basename = path.substring(path.lastIndexOf('/') + 1);
    var segments = List.of(path.split("/"));
    if (!goTemplate) {
      var name = prefix.isEmpty() ? "path" : prefix + ".path";
      params.put(name, path);
      params.put(name + ".basename", basename);
      params.put(name + ".basenameNormalized", Slugs.normalized(basename));
      if (file != null) {
        params.put(name + ".filename", file);
        params.put(name + ".filenameNormalized", Slugs.normalized(file));
      }
      for (var i = 0; i < segments.size(); i++) {
        if (!segments.get(i).isEmpty()) {
          params.put(name + "[" + i + "]", segments.get(i));
        }
      }
      return;
    }
    var parts = new LinkedHashMap<String, @Nullable Object>();
    parts.put("path", path);
    parts.put("basename", basename);
    parts.put("basenameNormalized", Slugs.normalized(basename));
    if (file != null) {
      parts.put("filename", file);
      parts.put("filenameNormalized", Slugs.normalized(file));
    }
    parts.put("segments", segments);
    if (prefix.isEmpty()) {
      params.put("path", parts);
    } else {
      params.put(prefix, new LinkedHashMap<>(Map.of("path", parts)));
    }
  }
}
