package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Manifest;
import dev.tiphys.cli.terminal.Inert;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that write what applications should be.
final class AppWriting {
  private static final String FINALIZER = "resources-finalizer.argocd.argoproj.io";

  private AppWriting() {}

  /// `tiphys app create`.
  @Command(
      name = "create",
      description = "Creates an application, from options or a file.",
      footer = {
        "",
        "Examples:",
        "  tiphys app create web --repo https://git.example.com/apps.git --path web \\",
        "      --dest-namespace web --sync-option CreateNamespace=true",
        "  tiphys app create -f applications.yaml --upsert"
      })
  static final class Create extends OnServer {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Its name.")
    private @Nullable String name;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Applications as YAML or JSON; - for standard input.")
    private @Nullable String file;

    @Option(
        names = {"-l", "--label"},
        paramLabel = "NAME=VALUE",
        description = "A label. Repeatable.")
    private Map<String, String> labels = Map.of();

    @Option(
        names = "--annotations",
        paramLabel = "NAME=VALUE",
        description = "An annotation. Repeatable.")
    private Map<String, String> annotations = Map.of();

    @Option(names = "--upsert", description = "Replaces one that is there already.")
    private boolean upsert;

    @Option(
        names = "--set-finalizer",
        description = "Deleting the application deletes its objects too.")
    private boolean finalizer;

    @Option(
        names = "--validate",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Refuses what could not be synced. On unless --no-validate.")
    private boolean validate;

    @Mixin private SpecOptions spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Create() {}

    @Override
    int carryOut(DeliveryClient client) {
      for (var application : given()) {
        spec.apply(application, 0);
        complete(application);
        var query = new HashMap<>(name(text(application, "name")).query());
        query.put("upsert", Boolean.toString(upsert));
        query.put("validate", Boolean.toString(validate));
        var made = client.routes().applications().create(application, query);
        client
            .out()
            .println(
                "application '%s' created"
                    .formatted(Inert.text(made.at("/metadata/name").asText())));
      }
      return ExitCode.OK;
    }

    private List<ObjectNode> given() {
      if (file == null) {
        if (name == null) {
          throw new BadInput("expected the NAME of the application, or a file with -f");
        }
        var application =
            JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "argoproj.io/v1alpha1")
                .put("kind", "Application");
        application.withObjectProperty("metadata").put("name", name);
        return List.of(application);
      }
      var found = Manifest.read(List.of(file), System.in).ofKind("Application");
      if (found.isEmpty()) {
        throw new BadInput(file + ": no Application in there");
      }
      if (name != null && (found.size() > 1 || !text(found.getFirst(), "name").equals(name))) {
        throw new BadInput(
            "%s: expected one Application '%s', found %s"
                .formatted(
                    file, name, found.stream().map(one -> text(one, "name")).distinct().toList()));
      }
      return found;
    }

    private void complete(ObjectNode application) {
      var metadata = application.withObjectProperty("metadata");
      Fields.putAll(metadata, "labels", labels);
      Fields.putAll(metadata, "annotations", annotations);
      if (!server.namespace.isEmpty()) {
        metadata.put("namespace", server.namespace);
      }
      if (finalizer) {
        metadata.withArrayProperty("finalizers").add(FINALIZER);
      }
      var spec = application.withObjectProperty("spec");
      if (!spec.has("project")) {
        spec.put("project", "default");
      }
      var destination = spec.withObjectProperty("destination");
      if (!destination.has("server") && !destination.has("name")) {
        destination.put("server", "https://kubernetes.default.svc");
      }
    }
  }

  private static String text(JsonNode application, String field) {
    return application.path("metadata").path(field).asText();
  }

  /// `tiphys app set`.
  @Command(
      name = "set",
      description = "Changes what options say about an application.",
      footer = {"", "Example:", "  tiphys app set guestbook --revision v1.2 --auto-prune"})
  static final class Change extends OnServer {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @Option(
        names = "--source-position",
        paramLabel = "N",
        description = "Which of several sources is meant, from 1.")
    private int position;

    @Mixin private SpecOptions spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Change() {}

    @Override
    int carryOut(DeliveryClient client) {
      var application = name(name);
      var now = client.get(application).json();
      var changed = (ObjectNode) now.deepCopy();
      spec.apply(changed, position);
      if (changed.equals(now)) {
        throw new BadInput("expected options that change the application, found none");
      }
      client
          .routes()
          .applications()
          .send("PUT", application.query(), changed.path("spec"), application.name(), "spec");
      client.out().println("application '%s' changed".formatted(Inert.text(name)));
      return ExitCode.OK;
    }
  }

  /// `tiphys app patch`.
  @Command(
      name = "patch",
      description = "Patches an application.",
      footer = {
        "",
        "Example:",
        "  tiphys app patch guestbook --type merge --patch '{\"spec\":{\"project\":\"web\"}}'"
      })
  static final class Patch extends OnServer {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @Option(names = "--patch", required = true, paramLabel = "JSON", description = "The patch.")
    private String patch;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        defaultValue = "json",
        description = "json (RFC 6902) or merge (RFC 7396). Default: json.")
    private String type;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Patch() {}

    @Override
    int carryOut(DeliveryClient client) {
      if (!type.equals("json") && !type.equals("merge")) {
        throw new BadInput("--type: expected json or merge, found '%s'".formatted(type));
      }
      var application = name(name);
      var body = JsonNodeFactory.instance.objectNode().put("patch", patch).put("patchType", type);
      client.routes().applications().send("PATCH", application.query(), body, application.name());
      client.out().println("application '%s' patched".formatted(Inert.text(name)));
      return ExitCode.OK;
    }
  }
}
