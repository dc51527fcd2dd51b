package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.server.Connection;
import dev.tiphys.cli.terminal.Inert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys cp`.
@Command(
    name = "cp",
    description = "Copies the artifacts that a run put out to this machine.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys cp hello-world out",
      "  tiphys cp @latest out --artifact-name main-logs --path '{nodeId}'"
    })
final class CpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @Parameters(paramLabel = "WORKFLOW", description = "Its name; @latest for the newest.")
  private String name;

  @Parameters(paramLabel = "DIRECTORY", description = "Where to; it is made if it is not there.")
  private Path directory;

  @Option(names = "--artifact-name", paramLabel = "NAME", description = "Only artifacts called so.")
  private String artifactName = "";

  @Option(names = "--node-id", paramLabel = "ID", description = "Only those of that node.")
  private String nodeId = "";

  @Option(
      names = "--template-name",
      paramLabel = "NAME",
      description = "Only those of nodes of that template.")
  private String templateName = "";

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "{namespace}/{workflowName}/{nodeId}/{templateName}/{artifactName}",
      description = "The folders below the directory. Default: ${DEFAULT-VALUE}.")
  private String path;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CpCommand() {}

  /// An artifact that is to be copied.
  private record Wanted(String node, String template, String artifact) {}

  @Override
  public Integer call() {
    try (var client = Client.open(server, spec)) {
      var workflow = client.routes().get(name);
      var wanted = wanted(workflow);
      if (wanted.isEmpty()) {
        throw new BadInput("expected artifacts to copy, found none of that kind in " + name);
      }
      var workflowName = workflow.path("metadata").path("name").asText();
      for (var one : wanted) {
        var folder = folder(workflowName, one);
        try (var download = client.routes().artifact(workflowName, one.node(), one.artifact())) {
          var file = write(download, folder, one.artifact());
          client.out().println("Created " + Inert.text(file.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return ExitCode.OK;
    }
  }

  private List<Wanted> wanted(JsonNode workflow) {
    List<Wanted> wanted = new ArrayList<>();
    for (var node : workflow.path("status").path("nodes")) {
      var id = node.path("id").asText();
      var template =
          node.path("templateName").asText(node.path("templateRef").path("template").asText(""));
      for (var artifact : node.path("outputs").path("artifacts")) {
        var called = artifact.path("name").asText();
        if ((nodeId.isEmpty() || nodeId.equals(id))
            && (templateName.isEmpty() || templateName.equals(template))
            && (artifactName.isEmpty() || artifactName.equals(called))
            && !artifact.path("deleted").asBoolean(false)) {
          wanted.add(new Wanted(id, template, called));
        }
      }
    }
    return wanted;
  }

  /// Names come from the server, so none of them may lead out of the directory.
  private Path folder(String workflow, Wanted wanted) {
    var folders = path;
    for (var part :
        Map.of(
                "{namespace}", server.namespace,
                "{workflowName}", workflow,
                "{nodeId}", wanted.node(),
                "{templateName}", wanted.template(),
                "{artifactName}", wanted.artifact())
            .entrySet()) {
      folders = folders.replace(part.getKey(), segment(part.getValue()));
    }
    var root = directory.toAbsolutePath().normalize();
    try {
      var folder = root.resolve(folders.replaceAll("^/+", "")).normalize();
      if (folder.startsWith(root)) {
        return folder;
      }
    } catch (InvalidPathException e) {
      throw new BadInput("--path: expected folders, found '" + path + "'");
    }
    throw new BadInput("--path: expected folders below the directory, found '" + path + "'");
  }

  private static String segment(String name) {
    var plain = name.replaceAll("[/\\\\\\p{Cntrl}]", "_");
    return plain.equals(".") || plain.equals("..") ? "_" : plain;
  }

  /// What is there already is replaced, once all of the new has come.
  private static Path write(Connection.Download download, Path folder, String otherwise)
      throws IOException {
    Files.createDirectories(folder);
    var name = segment(download.name().isEmpty() ? otherwise : download.name());
    var unfinished = Files.createTempFile(folder, ".tiphys-", "");
    try {
      Files.copy(download.bytes(), unfinished, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(unfinished, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
