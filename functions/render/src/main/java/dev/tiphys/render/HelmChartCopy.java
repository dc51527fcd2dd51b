package dev.tiphys.render;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.archive.ArchiveLimits;
import dev.tiphys.artifacts.archive.Unpacker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A copy of a chart in which Helm's library says all that `helm template` would: by itself it
/// leaves out hooks and CRDs and knows no API versions but its own.
///
/// Hooks get another name, which they lose again in the output; CRDs are printed by a template of
/// their own; what asks for an API version asks a list, and what looks into a cluster sees none.
final class HelmChartCopy {
  private static final Pattern HOOK = Pattern.compile("helm([\\\\]?[.])sh/hook(?![-A-Za-z0-9_.])");
  private static final Pattern HIDDEN = Pattern.compile("helm([\\\\]?[.])sh/tiphys-hook");
  private static final Pattern HAS =
      Pattern.compile("([$.][$A-Za-z0-9_.]*)?[.]Capabilities[.]APIVersions[.]Has\\b");

  private static final Pattern LOOKUP = Pattern.compile("(?<![.$A-Za-z0-9_])lookup(?=\\s)");

  private static final int ARCHIVES_MAX = 500;
  private static final int DEPTH_MAX = 8;
  private static final long TEXT_MAX = 16L << 20;
  private static final long ENTRIES_MAX = 50_000;
  private static final long RATIO_MAX = 200;

  private static final String CRDS =
      """
      {{- range $path, $_ := .Files.Glob "crds/**" }}
      {{- if or (hasSuffix ".yaml" $path) (hasSuffix ".yml" $path) (hasSuffix ".json" $path) }}
      ---
      {{ $.Files.Get $path }}
      {{- end }}
      {{- end }}
      """;

  private final Path chart;
  private final boolean crds;
  private final boolean schemas;
  private final String apiVersions;
  private final RenderLimits limits;
  private int archives;

  private HelmChartCopy(
      Path chart, boolean crds, boolean schemas, List<String> apiVersions, RenderLimits limits) {
    this.chart = chart;
    this.crds = crds;
    this.schemas = schemas;
    this.apiVersions = String.join(",", apiVersions);
    this.limits = limits;
  }

  /// Changes the chart that lies at `chart`.
  static void prepare(
      Path chart, boolean crds, boolean schemas, List<String> apiVersions, RenderLimits limits) {
    try {
      new HelmChartCopy(chart, crds, schemas, apiVersions, limits).prepare(chart, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ArtifactFailure e) {
      throw new RenderFailure("a chart in 'charts': %s", e.getMessage());
    }
  }

  /// A file of values with hooks under their other name.
  static byte[] hidden(byte[] values) {
    return hidden(new String(values, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  static String hidden(String text) {
    return HOOK.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement("helm" + match.group(1) + "sh/tiphys-hook"));
  }

  /// What was printed, with hooks under their own name again.
  static String shown(String printed) {
    return HIDDEN
        .matcher(printed)
        .replaceAll(match -> Matcher.quoteReplacement("helm" + match.group(1) + "sh/hook"));
  }

  private void prepare(Path directory, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw new RenderFailure("charts are more than %d deep in one another", DEPTH_MAX);
    }
    unpack(directory.resolve("charts"));
    if (schemas) {
      Files.deleteIfExists(directory.resolve("values.schema.json"));
    }
    rewrite(directory.resolve("values.yaml"), false);
    var templates = directory.resolve("templates");
    if (Files.isDirectory(templates)) {
      try (var files = Files.walk(templates)) {
        for (var file : files.toList()) {
          rewrite(file, true);
        }
      }
    }
    if (crds && Files.isDirectory(directory.resolve("crds"))) {
      Files.createDirectories(templates);
      Files.writeString(templates.resolve("tiphys-crds.yaml"), CRDS);
    }
    if (depth == 0 && !apiVersions.isEmpty()) {
      Files.createDirectories(templates);
      Files.writeString(
          templates.resolve("_tiphys.tpl"),
          "{{- define \"tiphys.apiVersions\" -}}" + apiVersions + "{{- end -}}\n");
    }
    var charts = directory.resolve("charts");
    if (Files.isDirectory(charts)) {
      try (var files = Files.list(charts)) {
        for (var child : files.toList()) {
          if (Files.isDirectory(child)) {
            prepare(child, depth + 1);
          }
        }
      }
    }
  }

  private void rewrite(Path file, boolean template) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > TEXT_MAX) {
      return;
    }
    // One byte is one character, so that what is no text stays what it is.
    var text = Files.readString(file, StandardCharsets.ISO_8859_1);
    var changed = hidden(text);
    if (template) {
      changed = TemplateActions.mapped(changed, this::action);
    }
    if (!changed.equals(text)) {
      Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
    }
  }

  /// The code of an action. A `lookup` finds nothing, as where there is no cluster; the library
  /// would go and look for one.
  private String action(String code) {
    var changed = LOOKUP.matcher(code).replaceAll("pick (dict)");
    return apiVersions.isEmpty()
        ? changed
        : HAS.matcher(changed)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        "concat "
                            + (match.group(1) == null ? "" : match.group(1))
                            + ".Capabilities.APIVersions (include \"tiphys.apiVersions\" \"\""
                            + " | splitList \",\") | has"));
  }

  private void unpack(Path charts) throws IOException {
    if (!Files.isDirectory(charts)) {
      return;
    }
    List<Path> packed;
    try (var files = Files.list(charts)) {
      packed = files.filter(file -> file.toString().endsWith(".tgz")).toList();
    }
    for (var archive : packed) {
      if (++archives > ARCHIVES_MAX) {
        throw new RenderFailure("more than %d packed charts", ARCHIVES_MAX);
      }
      unpack(archive, charts, limits);
      Files.delete(archive);
    }
  }

  /// Unpacks a packed chart: the one directory in it comes to lie in `charts`.
  static void unpack(Path archive, Path charts, RenderLimits limits) throws IOException {
    var place = Files.createTempDirectory(charts, "unpacked-");
    var unpacker = new Unpacker(new ArchiveLimits(limits.copiedBytes(), ENTRIES_MAX, RATIO_MAX));
    if (!unpacker.unpack(archive, place)) {
      throw new RenderFailure("'%s' is no packed chart", archive.getFileName());
    }
    Map<String, Path> roots;
    try (var files = Files.list(place)) {
      roots =
          files
              .filter(Files::isDirectory)
              .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> file));
    }
    for (var root : roots.entrySet()) {
      var target = charts.resolve(root.getKey());
      if (!Files.exists(target)) {
        Files.move(root.getValue(), target);
      }
    }
    Workers.delete(place);
  }
}
