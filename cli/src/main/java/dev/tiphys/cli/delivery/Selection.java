package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.BadInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which applications a command is about.
final class Selection {
  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Their names.")
  private List<String> names = List.of();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "All whose labels meet this.")
  private @Nullable String labels;

  @Option(names = "--project", paramLabel = "NAME", description = "All of this project.")
  private @Nullable String project;

  /// @throws BadInput if nothing says which, or there is none
  List<AppName> of(DeliveryClient client, String namespace) {
    if (labels == null && project == null) {
      if (names.isEmpty()) {
        throw new BadInput("expected names of applications, or -l or --project");
      }
      return names.stream().map(name -> AppName.of(name, namespace)).toList();
    }
    if (!names.isEmpty()) {
      throw new BadInput("expected names or a selector, found both");
    }
    var query = new HashMap<String, String>();
    if (labels != null) {
      query.put("selector", labels);
    }
    if (!namespace.isEmpty()) {
      query.put("appNamespace", namespace);
    }
    var found =
        client.routes().applications().list(query).stream()
            .filter(one -> project == null || one.at("/spec/project").asText().equals(project))
            .map(one -> one.path("metadata"))
            .map(meta -> new AppName(meta.path("namespace").asText(), meta.path("name").asText()))
            .toList();
    if (found.isEmpty()) {
      throw new BadInput("no application meets the selector");
    }
    return found;
  }

  /// Objects of an application as the command line names them: `[!]GROUP:KIND:[NAMESPACE/]NAME`,
  /// each part with `*`.
  record Objects(List<Pattern> wanted, List<Pattern> unwanted) {
    static Objects of(List<String> texts) {
      var wanted = new ArrayList<Pattern>();
      var unwanted = new ArrayList<Pattern>();
      for (var text : texts) {
        var not = text.startsWith("!");
        var parts = (not ? text.substring(1) : text).split(":", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
          throw new BadInput(
              "--resource: expected [!]GROUP:KIND:[NAMESPACE/]NAME, found '%s'".formatted(text));
        }
        var name = parts[2].contains("/") ? parts[2] : "*/" + parts[2];
        (not ? unwanted : wanted).add(glob(parts[0] + ":" + parts[1] + ":" + name));
      }
      return new Objects(List.copyOf(wanted), List.copyOf(unwanted));
    }

    private static Pattern glob(String text) {
      var regex = new StringBuilder();
      for (var part : text.split("\\*", -1)) {
        regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
      }
      return Pattern.compile(regex.toString());
    }

    boolean isEmpty() {
      return wanted.isEmpty() && unwanted.isEmpty();
    }

    boolean contains(String group, String kind, String namespace, String name) {
      var key = "%s:%s:%s/%s".formatted(group, kind, namespace, name);
      return (wanted.isEmpty() || wanted.stream().anyMatch(one -> one.matcher(key).matches()))
          && unwanted.stream().noneMatch(one -> one.matcher(key).matches());
    }

    boolean contains(ApplicationView.Resource one) {
      return contains(one.group(), one.kind(), one.namespace(), one.name());
    }

    /// Those of an application, as an operation lists them.
    ///
    /// @throws BadInput if there is none
    List<JsonNode> in(ApplicationView application) {
      var found = new ArrayList<JsonNode>();
      for (var one : application.resources()) {
        if (one.hook().isEmpty() && contains(one)) {
          found.add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("group", one.group())
                  .put("kind", one.kind())
                  .put("namespace", one.namespace())
                  .put("name", one.name()));
        }
      }
      if (found.isEmpty()) {
        throw new BadInput("--resource: the application has no such object");
      }
      return found;
    }
  }
}
