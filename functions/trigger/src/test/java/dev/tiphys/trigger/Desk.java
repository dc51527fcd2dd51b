package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Where tests submit Workflows: the resources around them and the config.
record Desk(List<Document> documents, ControllerConfig config) {
  static final String UID = "00000000-0000-0000-0000-000000000001";
  static final Instant AT = Instant.parse("2026-11-24T06:00:00.123Z");
  static final Path EXAMPLES =
      Path.of(System.getProperty("tiphys.root"), "..", "shared", "cases", "workflows", "examples");

  static Desk with(String... manifests) {
    var documents = new ArrayList<Document>();
    for (var manifest : manifests) {
      documents.addAll(read(manifest, "lib.yaml"));
    }
    return new Desk(documents, ControllerConfig.NONE);
  }

  static Desk withExamples(String... files) {
    var documents = new ArrayList<Document>();
    for (var file : files) {
      documents.addAll(read(example(file), file));
    }
    return new Desk(documents, ControllerConfig.NONE);
  }

  Desk config(TemplateReferencing referencing, String workflowDefaults) {
    return new Desk(documents, new ControllerConfig(json(workflowDefaults), referencing));
  }

  static String example(String file) {
    try {
      return Files.readString(EXAMPLES.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Document> read(String manifest, String file) {
    return Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), file).documents();
  }

  /// JSON from YAML, which is easier to read in tests.
  static JsonNode json(String yaml) {
    return yaml.isEmpty()
        ? new ObjectMapper().createObjectNode()
        : YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "json").getFirst().toJson();
  }

  Trigger trigger() {
    return new Trigger(Resources.of(documents), config, new RunEvents(LargeValues.inMemory()));
  }

  static Birth birth() {
    return new Birth(UID, AT, new Random(7));
  }

  Start submit(String manifest, Submission submission) {
    return trigger().submit(read(manifest, "wf.yaml").getFirst(), submission, birth());
  }

  JsonNode pin(String manifest) {
    return pin(manifest, Submission.NONE);
  }

  JsonNode pin(String manifest, Submission submission) {
    return submit(manifest, submission).command().pinned();
  }

  List<String> refusal(String manifest) {
    return refusal(manifest, Submission.NONE);
  }

  List<String> refusal(String manifest, Submission submission) {
    return refusal(() -> submit(manifest, submission));
  }

  static List<String> refusal(Runnable attempt) {
    var refused = catchThrowableOfType(InvalidSubmission.class, attempt::run);
    if (refused == null) {
      throw new AssertionError("expected a refusal");
    }
    return refused.getMessage().lines().toList();
  }
}
