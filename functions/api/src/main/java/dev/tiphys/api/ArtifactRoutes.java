package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Gives out artifacts: as files to keep, or to be looked at in a browser.
///
/// A stranger wrote them. What is looked at may not run scripts, load anything or speak to this
/// server, whatever it says that it is (attack case 46).
record ArtifactRoutes(Workflows workflows) {
  private static final String SANDBOX =
      "sandbox; base-uri 'none'; default-src 'none'; img-src 'self'; style-src 'unsafe-inline';"
          + " frame-ancestors 'none'";

  /// What browsers show, by the end of the name. All else is a file to keep.
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("log", "text/plain; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("md", "text/plain; charset=utf-8"),
          Map.entry("csv", "text/plain; charset=utf-8"),
          Map.entry("yaml", "text/plain; charset=utf-8"),
          Map.entry("yml", "text/plain; charset=utf-8"),
          Map.entry("xml", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("pdf", "application/pdf"));

  private static final String BINARY = "application/octet-stream";
  private static final int LISTED_MAX = 10_000;

  Reply output(Call call) {
    return download(named(call), call, "outputs");
  }

  Reply input(Call call) {
    return download(named(call), call, "inputs");
  }

  Reply outputByUid(Call call) {
    return download(withUid(call, "uid", ""), call, "outputs");
  }

  Reply inputByUid(Call call) {
    return download(withUid(call, "uid", ""), call, "inputs");
  }

  /// A form with one file, which becomes an input artifact. What is answered goes into `artifacts`
  /// of a submission (`NAME=KEY`).
  Reply upload(Call call, InputStream body) throws IOException {
    var namespace = call.namespace();
    var template = call.name();
    var artifact = call.variables().getOrDefault("artifact", "");
    var types = call.headers().getOrDefault("content-type", List.of(""));
    var file = Multipart.file(body, types.getFirst());
    var key = workflows.upload(namespace, template, artifact, file.name(), file);
    var answer = JsonNodeFactory.instance.objectNode().put("name", artifact).put("key", key);
    return Reply.of(answer);
  }

  private ObjectNode named(Call call) {
    var name = call.name();
    return workflows
        .get(call.namespace(), name)
        .orElseThrow(() -> Refusal.notFound("workflows", name));
  }

  /// @param namespace empty for any
  private ObjectNode withUid(Call call, String variable, String namespace) {
    var uid = call.variables().getOrDefault(variable, "");
    return workflows.list(namespace).stream()
        .filter(workflow -> uid.equals(Resources.uid(workflow)))
        .findFirst()
        .flatMap(found -> workflows.get(Resources.namespace(found), Resources.name(found)))
        .filter(workflow -> uid.equals(Resources.uid(workflow)))
        .or(() -> archived(uid, namespace))
        .orElseThrow(() -> Refusal.notFound("workflows", uid));
  }

  private Optional<ObjectNode> archived(String uid, String namespace) {
    return workflows
        .archive()
        .get(uid)
        .filter(workflow -> namespace.isEmpty() || namespace.equals(Resources.namespace(workflow)));
  }

  private Reply download(ObjectNode workflow, Call call, String side) {
    return switch (workflows.artifact(workflow, artifact(workflow, call, side), "")) {
      case ArtifactContent.Single single -> file(single.name(), single.bytes());
      case ArtifactContent.Folder folder -> {
        try {
          yield file(folder.name() + ".tgz", folder.packed().open());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static Reply file(String name, InputStream bytes) {
    return new Reply.Content(
        Map.of(
            "Content-Type",
            BINARY,
            "Content-Security-Policy",
            SANDBOX,
            "Content-Disposition",
            disposition("attachment", name)),
        bytes);
  }

  /// The name twice: for those that know RFC 5987, and for the others.
  private static String disposition(String how, String name) {
    var plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
    return "%s; filename=\"%s\"; filename*=UTF-8''%s".formatted(how, plain, encoded(name));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonNode artifact(ObjectNode workflow, Call call, String side) {
    var id = call.variables().getOrDefault("node", "");
    var name = call.variables().getOrDefault("artifact", "");
    for (var node : workflow.path("status").path("nodes")) {
      if (node.path("id").asText().equals(id)) {
        for (var artifact : node.path(side).path("artifacts")) {
          if (artifact.path("name").asText().equals(name)) {
            return present(artifact);
          }
        }
      }
    }
    throw new Refusal(
        Refusal.Code.NOT_FOUND,
        "node %s of workflow %s has no artifact %s among its %s"
            .formatted(Refusal.shown(id), Resources.name(workflow), Refusal.shown(name), side));
  }

  private static JsonNode present(JsonNode artifact) {
    if (artifact.path("deleted").asBoolean(false)) {
      throw new Refusal(
          Refusal.Code.NOT_FOUND,
          "the artifact %s was deleted (artifactGC)".formatted(artifact.path("name").asText()));
    }
    return artifact;
  }

  /// A file to be looked at, or a list of what is in a directory.
  Reply look(Call call) {
    var workflow =
        switch (call.variables().getOrDefault("kind", "")) {
          case "workflows" -> named(call);
          case "archived-workflows" -> withUid(call, "name", call.namespace());
          default ->
              throw new Refusal(
                  Refusal.Code.NOT_FOUND, "expected workflows or archived-workflows in the path");
        };
    var side = call.variables().getOrDefault("side", "");
    if (!side.equals("inputs") && !side.equals("outputs")) {
      throw new Refusal(Refusal.Code.NOT_FOUND, "expected inputs or outputs in the path");
    }
    var path = call.variables().getOrDefault("path", "").replaceAll("/+$", "");
    return switch (workflows.artifact(workflow, artifact(workflow, call, side), path)) {
      case ArtifactContent.Single single -> shown(single);
      case ArtifactContent.Folder folder -> listing(folder, place(call.variables(), path));
    };
  }

  private static Reply shown(ArtifactContent.Single file) {
    var type = TYPES.get(file.name().replaceFirst(".*[.]", "").toLowerCase(Locale.ROOT));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", type == null ? BINARY : type);
    headers.put("Content-Security-Policy", SANDBOX);
    headers.put(
        "Content-Disposition", disposition(type == null ? "attachment" : "inline", file.name()));
    return new Reply.Content(headers, file.bytes());
  }

  /// Where a directory is looked at, which ends in a slash.
  private static String place(Map<String, String> variables, String path) {
    var place = new StringBuilder("/artifact-files/");
    for (var variable : List.of("namespace", "kind", "name", "node", "side", "artifact")) {
      place.append(encoded(variables.getOrDefault(variable, ""))).append('/');
    }
    if (!path.isEmpty()) {
      place.append(encoded(path).replace("%2F", "/")).append('/');
    }
    return place.toString();
  }

  private static Reply listing(ArtifactContent.Folder folder, String place) {
    var names = new TreeSet<String>();
    for (var file : folder.files()) {
      var slash = file.indexOf('/');
      names.add(slash < 0 ? file : file.substring(0, slash + 1));
    }
    var html = new StringBuilder("<!doctype html><meta charset=\"utf-8\"><title>");
    html.append(escaped(folder.name())).append("</title><ul>");
    names.stream()
        .limit(LISTED_MAX)
        .forEach(
            name ->
                html.append("<li><a href=\"")
                    .append(place)
                    .append(encoded(name).replace("%2F", "/"))
                    .append("\">")
                    .append(escaped(name))
                    .append("</a></li>"));
    html.append("</ul>");
    if (names.size() > LISTED_MAX) {
      html.append("<p>and %d more</p>".formatted(names.size() - LISTED_MAX));
    }
    var bytes = html.toString().getBytes(StandardCharsets.UTF_8);
    return new Reply.Content(
        Map.of("Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", SANDBOX),
        new ByteArrayInputStream(bytes));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
