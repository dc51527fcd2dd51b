package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.appset.DocumentObjects;
import dev.tiphys.appset.WorldSources;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Manifest;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Documents;
import dev.tiphys.delivery.generators.Generation;
import dev.tiphys.delivery.generators.Generators;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.sources.RepositorySecrets;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys appset generate`: no server is asked.
@Command(
    name = "generate",
    description = "Prints the applications that ApplicationSets generate. Needs no server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Clusters, tokens and what else generators read are taken from Secrets, ConfigMaps and other",
      "objects in the files and in those of --settings.",
      "Exit codes: 0, 1 a set generates nothing because of an error, 2 the input is wrong.",
      "",
      "Examples:",
      "  tiphys appset generate apps.yaml",
      "  tiphys appset generate apps.yaml --settings clusters.yaml -o name"
    })
final class AppSetGenerate implements Callable<Integer> {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "YAML or JSON with ApplicationSets; - for standard input.")
  private List<String> files;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Secrets and other objects that generators read. Repeatable.")
  private List<String> settings = List.of();

  @Option(
      names = "--enable-new-git-file-globbing",
      description = "Patterns of Git files know ** and {a,b}, and * stays within a folder.")
  private boolean newGlobbing;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "YAML",
      description = "One of: yaml, json, name. Default: yaml.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  AppSetGenerate() {}

  @Override
  public Integer call() throws IOException {
    var all = new ArrayList<>(files);
    all.addAll(settings);
    var manifest = Manifest.read(all, System.in);
    var sets = manifest.ofKind("ApplicationSet");
    if (sets.isEmpty()) {
      throw new BadInput(String.join(", ", files) + ": no ApplicationSet in there");
    }
    List<JsonNode> objects = new ArrayList<>();
    manifest.documents().forEach(document -> objects.add(document.json()));
    var problems = new ArrayList<String>();
    var repositories = RepositorySecrets.of(objects, problems);
    if (!problems.isEmpty()) {
      throw new BadInput(String.join("\n", problems));
    }
    var cache = Files.createTempDirectory("tiphys-sets-");
    try (var http = new HttpConnections(SILENCE_MAX);
        var git = Sources.in(cache, () -> repositories)) {
      var generation =
          new Generation(
              new Generators(newGlobbing),
              new WorldSources(git, new DocumentObjects(() -> objects), http),
              new Ambient(InstantSource.system(), new SecureRandom()));
      return print(sets, generation);
    } finally {
      delete(cache);
    }
  }

  private int print(List<ObjectNode> sets, Generation generation) {
    var out = spec.commandLine().getOut();
    var code = ExitCode.OK;
    var generated = new ArrayList<ObjectNode>();
    for (var json : sets) {
      var set = ApplicationSet.from(json);
      try {
        generated.addAll(generation.applications(set));
      } catch (Generation.Failed e) {
        code = ExitCode.FAILED;
        spec.commandLine()
            .getErr()
            .println(
                "applicationset %s: %s: %s"
                    .formatted(
                        Inert.text(set.name()),
                        e.reason(),
                        Inert.text(String.valueOf(e.getMessage()))));
      }
    }
    switch (format) {
      case NAME, WIDE ->
          generated.forEach(
              app ->
                  out.println(
                      Inert.text(
                          "application/%s/%s"
                              .formatted(
                                  app.at("/metadata/namespace").asText(),
                                  app.at("/metadata/name").asText()))));
      case JSON ->
          out.println(Documents.json(JsonNodeFactory.instance.arrayNode().addAll(generated)));
      case YAML -> generated.forEach(app -> out.print("---\n" + Documents.yaml(app)));
    }
    return code;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
