package dev.tiphys.cli.delivery;

import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.view.Documents;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys render`: the options; [LocalRendering] does it.
@Command(
    name = "render",
    description = "Prints the manifests of an application, rendered here.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "PLACE is a folder of this machine or the address of a repository. Of a folder inside of a Git",
      "work tree the files are read as they are, or with --revision as a commit has them; nothing",
      "outside of the work tree is read. Tools run in a sandbox without network and environment.",
      "Exit codes: 0; 1 it cannot be rendered; 2 the input is wrong.",
      "",
      "Examples:",
      "  tiphys render overlays/production",
      "  tiphys render charts/web --values values-prod.yaml --helm-set replicas=3 -o name",
      "  tiphys render https://git.example/team/web.git --revision v1.x --path deploy",
      "  tiphys render --app application.yaml",
      "  tiphys render . --app application.yaml          # its options, with the files from here"
    })
public final class RenderCommand implements Callable<Integer> {
  /// How manifests are printed.
  enum Output {
    YAML,
    JSON,
    NAME
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PLACE",
      arity = "0..1",
      description = "A folder, or the address of a repository.")
  private @Nullable String place;

  @Option(
      names = "--app",
      paramLabel = "FILE",
      description = "An Application whose sources are rendered; - for standard input.")
  private @Nullable String application;

  @Mixin private SourceOptions source;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the application is called. Default: as its folder.")
  private @Nullable String name;

  @Option(
      names = "--dest-namespace",
      paramLabel = "NS",
      description = "Where its objects go. Default: ${DEFAULT-VALUE}.")
  private String namespace = "default";

  @Option(names = "--project", paramLabel = "NAME", description = "Its project.")
  private String project = "default";

  @Option(
      names = "--kube-version",
      paramLabel = "V",
      description = "What charts are told of the cluster.")
  private String kubeVersion = "";

  @Option(
      names = "--api-versions",
      paramLabel = "V",
      split = ",",
      description = "What charts are told that the cluster serves.")
  private List<String> apiVersions = List.of();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "Secrets of repositories, known hosts, certificates and plugins, as Argo CD keeps them."
              + " Repeatable.")
  private List<String> settings = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "YAML",
      description = "One of: yaml, json, name. Default: yaml.")
  private Output output;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  public RenderCommand() {}

  @Override
  public Integer call() throws Exception {
    if (place == null && application == null) {
      throw new BadInput("expected a PLACE or --app, found neither");
    }
    var wanted =
        new LocalRendering.Wanted(
            place,
            application,
            source,
            name,
            namespace,
            project,
            kubeVersion,
            apiVersions,
            settings);
    var objects = LocalRendering.render(wanted);
    var out = spec.commandLine().getOut();
    switch (output) {
      case YAML -> objects.forEach(object -> out.print("---\n" + Documents.yaml(object)));
      case JSON ->
          out.println(
              Documents.json(
                  com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                      .arrayNode()
                      .addAll(objects)));
      case NAME ->
          objects.forEach(
              object -> {
                var metadata = object.path("metadata");
                var in = metadata.path("namespace").asText("");
                out.println(
                    dev.tiphys.cli.terminal.Inert.text(
                        object.path("kind").asText()
                            + "/"
                            + (in.isEmpty() ? "" : in + "/")
                            + metadata
                                .path("name")
                                .asText(metadata.path("generateName").asText())));
              });
    }
    out.flush();
    return 0;
  }
}
