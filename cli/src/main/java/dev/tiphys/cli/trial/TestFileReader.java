package dev.tiphys.cli.trial;

import dev.tiphys.cli.trial.Reading.Place;
import dev.tiphys.engine.rehearsal.Act;
import dev.tiphys.engine.rehearsal.Cue;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.language.selector.MalformedSelectorException;
import dev.tiphys.language.selector.NodeSelector;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a file of tests. Start at [#read].
public final class TestFileReader {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<String> FILE =
      Set.of("workflow", "resource", "resources", "default", "steps", "tests");
  private static final Set<String> TEST =
      Set.of("name", "entrypoint", "parameters", "at", "default", "steps", "actions", "expect");
  private static final Set<String> ANSWER =
      Set.of(
          "phase",
          "exitCode",
          "message",
          "result",
          "outputs",
          "artifacts",
          "pending",
          "takes",
          "endless",
          "statusCode",
          "headers");
  private static final Set<String> ACTION =
      Set.of("after", "do", "nodeFieldSelector", "message", "parameters");
  private static final Set<String> EXPECT =
      Set.of(
          "phase", "message", "refused", "outputs", "duration", "nodes", "ran", "notRan", "order");
  private static final Set<String> NODE =
      Set.of(
          "phase",
          "message",
          "result",
          "exitCode",
          "attempts",
          "inputs",
          "outputs",
          "starts",
          "ends");
  private static final Set<String> ENDS = Set.of("Succeeded", "Failed", "Error");
  private static final Set<String> PHASES =
      Set.of("Pending", "Running", "Succeeded", "Skipped", "Failed", "Error", "Omitted");

  private final String name;
  private final Reading reading;

  /// What stands in a file of tests.
  ///
  /// @param workflow the file that is named
  /// @param resource what of it is meant, as `Kind/name`
  /// @param resources other files
  public record Contents(
      String workflow,
      @Nullable String resource,
      List<String> resources,
      List<TestCase> tests,
      List<Finding> findings) {}

  private TestFileReader(String name) {
    this.name = name;
    this.reading = new Reading(name);
  }

  /// Reads the bytes of a file. What is wrong with it is among the findings, all of it.
  public static Contents read(byte[] bytes, String name) {
    return new TestFileReader(name).contents(bytes);
  }

  private Contents contents(byte[] bytes) {
    try {
      var documents = YamlReader.read(bytes, name);
      if (documents.size() == 1) {
        var root = documents.getFirst();
        return contents(new Place(root, "", root.line()));
      }
      return failed(1, "expected one document, found " + documents.size());
    } catch (MalformedYamlException e) {
      return failed(e.line(), "column " + e.column() + ": " + e.problem());
    }
  }

  private Contents failed(int line, String message) {
    return new Contents(
        "", null, List.of(), List.of(), List.of(new Finding(name, line, "", message)));
  }

  private Contents contents(Place root) {
    var fields = reading.fields(root, FILE);
    var workflow = reading.text(fields.get("workflow"));
    if (workflow == null) {
      reading.problem(root, "workflow is required: the file that is tested");
    }
    var common = answers(fields);
    var tests = new ArrayList<TestCase>();
    var names = new HashSet<String>();
    for (var test : reading.list(fields.get("tests"))) {
      var read = test(test, common);
      if (!names.add(read.name())) {
        reading.problem(test, "another test is called '%s' too".formatted(read.name()));
      }
      tests.add(read);
    }
    if (tests.isEmpty()) {
      reading.problem(root, "tests is required: a list with at least one test");
    }
    return new Contents(
        Objects.requireNonNullElse(workflow, ""),
        reading.text(fields.get("resource")),
        reading.names(fields.get("resources")),
        List.copyOf(tests),
        List.copyOf(reading.findings()));
  }

  private TestCase test(Place at, Answers common) {
    var fields = reading.fields(at, TEST);
    var testName = reading.text(fields.get("name"));
    if (testName == null) {
      reading.problem(at, "name is required");
    }
    var expect = fields.get("expect");
    if (expect == null) {
      reading.problem(at, "expect is required: what the test expects");
    }
    return new TestCase(
        Objects.requireNonNullElse(testName, ""),
        at.line(),
        reading.text(fields.get("entrypoint")),
        reading.texts(fields.get("parameters")),
        instant(fields.get("at")),
        answers(fields).over(common),
        reading.list(fields.get("actions")).stream().map(this::action).toList(),
        expected(expect == null ? Map.of() : reading.fields(expect, EXPECT)));
  }

  private Instant instant(@Nullable Place at) {
    var text = reading.text(at);
    if (text == null || at == null) {
      return AT;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      reading.problem(at, "expected a time such as 2026-01-01T00:00:00Z, found " + text);
      return AT;
    }
  }

  private Answers answers(Map<String, Place> fields) {
    var answers = new LinkedHashMap<NodePattern, List<Act>>();
    reading
        .entries(fields.get("steps"))
        .forEach((key, answer) -> answers.put(NodePattern.of(key), acts(answer)));
    return new Answers(answers, fallback(fields.get("default")));
  }

  private @Nullable Act fallback(@Nullable Place at) {
    if (at == null) {
      return null;
    }
    if (at.isMap()) {
      return act(at);
    }
    return reading.word(at, Set.of("succeed", "fail")) == null
        ? null
        : "fail".equals(reading.text(at)) ? Act.SUCCEEDS.exiting(1) : Act.SUCCEEDS;
  }

  private List<Act> acts(Place at) {
    if (!at.isList()) {
      return List.of(act(at));
    }
    var acts = reading.list(at).stream().map(this::act).toList();
    if (acts.isEmpty()) {
      reading.problem(at, "expected an answer for each try, found an empty list");
    }
    return acts.isEmpty() ? List.of(Act.SUCCEEDS) : acts;
  }

  private Act act(Place at) {
    var fields = reading.fields(at, ANSWER);
    var phase = reading.word(fields.get("phase"), ENDS);
    var artifacts = new LinkedHashMap<String, com.fasterxml.jackson.databind.JsonNode>();
    reading
        .entries(fields.get("artifacts"))
        .forEach((artifact, place) -> artifacts.put(artifact, place.node().toJson()));
    return new Act(
        or(reading.duration(fields.get("pending"))),
        or(reading.duration(fields.get("takes"))),
        reading.flag(fields.get("endless")),
        phase == null ? null : Phase.of(phase),
        reading.text(fields.get("message")),
        reading.number(fields.get("exitCode")),
        reading.text(fields.get("result")),
        reading.texts(fields.get("outputs")),
        artifacts,
        reading.number(fields.get("statusCode")),
        reading.texts(fields.get("headers")));
  }

  private static Duration or(@Nullable Duration duration) {
    return duration == null ? Duration.ZERO : duration;
  }

  private Cue action(Place at) {
    var fields = reading.fields(at, ACTION);
    var what =
        reading.word(fields.get("do"), Set.of("stop", "terminate", "suspend", "resume", "retry"));
    if (what == null && !fields.containsKey("do")) {
      reading.problem(at, "do is required: stop, terminate, suspend, resume or retry");
    }
    var selector = Objects.requireNonNullElse(reading.text(fields.get("nodeFieldSelector")), "");
    try {
      NodeSelector.parse(selector);
    } catch (MalformedSelectorException e) {
      reading.problem(fields.get("nodeFieldSelector"), String.valueOf(e.getMessage()));
    }
    var message = reading.text(fields.get("message"));
    var parameters = reading.texts(fields.get("parameters"));
    Function<Instant, RunCommand> command =
        moment ->
            switch (what) {
              case "terminate" -> new StopRun(Shutdown.TERMINATE, "", null, moment);
              case "suspend" -> new SuspendRun(moment);
              case "resume" -> new ResumeRun(selector, moment);
              case "retry" -> new RetryRun(!selector.isEmpty(), selector, parameters, moment);
              case null, default -> new StopRun(Shutdown.STOP, selector, message, moment);
            };
    return new Cue(or(reading.duration(fields.get("after"))), command);
  }

  private Expected expected(Map<String, Place> fields) {
    var phase = reading.word(fields.get("phase"), PHASES);
    var nodes = new LinkedHashMap<String, Expected.OfNode>();
    reading
        .entries(fields.get("nodes"))
        .forEach((key, at) -> nodes.put(key, ofNode(reading.fields(at, NODE))));
    return new Expected(
        phase == null ? "Succeeded" : phase,
        reading.text(fields.get("message")),
        reading.text(fields.get("refused")),
        reading.texts(fields.get("outputs")),
        reading.duration(fields.get("duration")),
        nodes,
        reading.names(fields.get("ran")),
        reading.names(fields.get("notRan")),
        reading.list(fields.get("order")).stream()
            .map(at -> at.isList() ? reading.names(at) : List.of(named(at)))
            .toList());
  }

  private String named(Place at) {
    return Objects.requireNonNullElse(reading.text(at), "");
  }

  private Expected.OfNode ofNode(Map<String, Place> fields) {
    return new Expected.OfNode(
        reading.word(fields.get("phase"), PHASES),
        reading.text(fields.get("message")),
        reading.text(fields.get("result")),
        reading.number(fields.get("exitCode")),
        reading.number(fields.get("attempts")),
        reading.texts(fields.get("inputs")),
        reading.texts(fields.get("outputs")),
        reading.duration(fields.get("starts")),
        reading.duration(fields.get("ends")));
  }
}
