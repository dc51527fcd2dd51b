package dev.tiphys.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.trial.JunitReport;
import dev.tiphys.cli.trial.Outcome;
import dev.tiphys.cli.trial.Spell;
import dev.tiphys.cli.trial.TestCase;
import dev.tiphys.cli.trial.TestFile;
import dev.tiphys.cli.trial.TestFileReader;
import dev.tiphys.cli.trial.Trial;
import dev.tiphys.cli.view.Look;
import dev.tiphys.cli.view.Moment;
import dev.tiphys.cli.view.Picture;
import dev.tiphys.cli.view.WorkflowView;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Carries out the tests of files and tells how they went.
final class Tests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> RUNNABLE =
      Set.of("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow");
  private static final int FINDINGS_SHOWN_MAX = 50;

  private final TestCommand.Format format;
  private final Look look;
  private final PrintWriter out;
  private final List<Outcome> outcomes = new ArrayList<>();

  private Tests(TestCommand.Format format, Look look, PrintWriter out) {
    this.format = format;
    this.look = look;
    this.out = out;
  }

  /// @param filter the names of the tests that are wanted, with `*`; null for all
  /// @return the exit code
  /// @throws BadInput if a file of tests, or a manifest that it names, cannot be used
  static int run(
      List<String> names,
      @Nullable String filter,
      TestCommand.Format format,
      Look look,
      PrintWriter out)
      throws IOException {
    var files = expand(names).stream().map(Tests::file).toList();
    var wanted = wanted(filter);
    var tests = new Tests(format, look, out);
    for (var file : files) {
      tests.carryOut(file, wanted);
    }
    if (tests.outcomes.isEmpty()) {
      throw new BadInput("--filter %s: no test has such a name".formatted(filter));
    }
    tests.conclude();
    return tests.outcomes.stream().allMatch(Outcome::passed) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Predicate<TestCase> wanted(@Nullable String filter) {
    if (filter == null) {
      return _ -> true;
    }
    var pattern =
        Pattern.compile(
            Stream.of(filter.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    return test -> pattern.matcher(test.name()).matches();
  }

  /// Folders become the files of tests in and below them, in the order of their names.
  private static List<String> expand(List<String> names) throws IOException {
    var files = new LinkedHashSet<String>();
    for (var name : names) {
      if (!Files.isDirectory(Path.of(name))) {
        files.add(name);
        continue;
      }
      try (var below = Files.walk(Path.of(name))) {
        var found =
            below
                .map(Path::toString)
                .filter(file -> file.endsWith(".test.yaml") || file.endsWith(".test.yml"))
                .sorted()
                .toList();
        if (found.isEmpty()) {
          throw new BadInput(name + ": no .test.yaml file in or below this folder");
        }
        files.addAll(found);
      }
    }
    return List.copyOf(files);
  }

  private static TestFile file(String name) {
    var contents = TestFileReader.read(Input.read(name, InputStream.nullInputStream()), name);
    refuse(contents.findings());
    var folder = Objects.requireNonNullElse(Path.of(name).getParent(), Path.of(""));
    var own = documents(folder.resolve(contents.workflow()));
    var documents = new ArrayList<>(own);
    contents.resources().forEach(file -> documents.addAll(documents(folder.resolve(file))));
    var workflow = chosen(name, contents, own);
    var kind = kind(workflow);
    return new TestFile(
        name,
        workflow,
        kind.equals("Workflow") ? null : kind + "/" + nameOf(workflow),
        List.copyOf(documents),
        contents.tests());
  }

  private static List<Document> documents(Path file) {
    var name = file.toString();
    var manifests = Manifests.read(Input.read(name, InputStream.nullInputStream()), name);
    var findings = new ArrayList<>(manifests.findings());
    manifests.documents().forEach(document -> findings.addAll(document.findings()));
    refuse(findings);
    return manifests.documents();
  }

  private static void refuse(List<Finding> findings) {
    if (!findings.isEmpty()) {
      throw new BadInput(
          findings.stream()
              .limit(FINDINGS_SHOWN_MAX)
              .map(Finding::toString)
              .collect(Collectors.joining("\n")));
    }
  }

  /// The one that the file names, or the only one there is: a Workflow before what one is made of.
  private static Document chosen(
      String file, TestFileReader.Contents contents, List<Document> documents) {
    var runnable = documents.stream().filter(one -> RUNNABLE.contains(kind(one))).toList();
    var wanted = contents.resource();
    var matching =
        wanted != null
            ? runnable.stream()
                .filter(one -> (kind(one) + "/" + nameOf(one)).equals(wanted))
                .toList()
            : runnable.stream().anyMatch(one -> kind(one).equals("Workflow"))
                ? runnable.stream().filter(one -> kind(one).equals("Workflow")).toList()
                : runnable;
    if (matching.size() != 1) {
      throw new BadInput(
          "%s: %s has %d %s; say which with 'resource: Kind/name'"
              .formatted(
                  file,
                  contents.workflow(),
                  matching.size(),
                  wanted == null ? "workflows or templates" : "of " + wanted));
    }
    return matching.getFirst();
  }

  private static String kind(Document document) {
    return document.json().path("kind").asText();
  }

  private static String nameOf(Document document) {
    var metadata = document.json().path("metadata");
    return metadata.path("name").asText(metadata.path("generateName").asText());
  }

  private void carryOut(TestFile file, Predicate<TestCase> wanted) {
    var tests = file.tests().stream().filter(wanted).toList();
    if (tests.isEmpty()) {
      return;
    }
    var trial = new Trial(file);
    if (format == TestCommand.Format.PRETTY) {
      out.println(Inert.text(file.name()));
    }
    for (var test : tests) {
      var outcome = trial.of(test);
      outcomes.add(outcome);
      if (format == TestCommand.Format.PRETTY) {
        show(outcome);
      }
    }
  }

  private void show(Outcome outcome) {
    var phase = outcome.passed() ? "Succeeded" : "Failed";
    out.println(
        "  %s %s (%s)"
            .formatted(look.icon(phase), Inert.text(outcome.test()), Spell.of(outcome.duration())));
    if (outcome.passed()) {
      return;
    }
    out.println("      " + Inert.text(outcome.file()) + ":" + outcome.line());
    outcome.failures().forEach(failure -> out.println("      " + Inert.text(failure)));
    if (outcome.workflow() != null) {
      var workflow = WorkflowView.of(outcome.workflow());
      var start = Objects.requireNonNull(workflow.startedAt());
      var moment = new Moment(start.plus(outcome.duration()), ZoneOffset.UTC);
      out.println();
      Picture.of(look, moment)
          .tree(workflow, Picture.Detail.SHORT)
          .forEach(line -> out.println("      " + line));
      out.println();
    }
  }

  private void conclude() throws IOException {
    switch (format) {
      case PRETTY -> summary();
      case JUNIT -> out.print(JunitReport.of(outcomes));
      case JSON ->
          out.println(JSON.writeValueAsString(outcomes.stream().map(Tests::json).toList()));
    }
    out.flush();
  }

  private void summary() {
    var failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    var virtual = outcomes.stream().map(Outcome::duration).reduce(Duration.ZERO, Duration::plus);
    var took = outcomes.stream().map(Outcome::took).reduce(Duration.ZERO, Duration::plus);
    out.println();
    out.println(
        "%s %d passed%s; %s of workflows in %s s"
            .formatted(
                look.icon(failed == 0 ? "Succeeded" : "Failed"),
                outcomes.size() - failed,
                failed == 0 ? "" : ", " + failed + " failed",
                Spell.of(virtual),
                String.format(Locale.ROOT, "%.2f", took.toMillis() / 1000.0)));
  }

  private static Object json(Outcome outcome) {
    var json = JSON.createObjectNode();
    json.put("file", outcome.file()).put("line", outcome.line()).put("test", outcome.test());
    json.put("passed", outcome.passed());
    json.put("duration", Spell.of(outcome.duration()));
    outcome.failures().forEach(json.putArray("failures")::add);
    json.set("workflow", outcome.workflow());
    return json;
  }
}
