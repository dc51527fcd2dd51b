package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.language.naming.GeneratedName;
import dev.tiphys.language.schema.Merge;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The metadata of a Workflow as its run begins: who it is.
final class Identity {
  private static final List<String> NOT_ASSUMED = List.of("name", "namespace", "uid");

  private Identity() {}

  /// Completes `metadata`: what `assumed` has, namespace, name, uid and time.
  ///
  /// @param assumed the metadata of the controller's `workflowDefaults`, or null
  /// @throws InvalidSubmission if there is no name, or anything by which it cannot be known
  static ObjectNode complete(ObjectNode metadata, @Nullable JsonNode assumed, Birth birth) {
    var complete = metadata;
    if (assumed instanceof ObjectNode given) {
      var fitting = given.deepCopy().without(NOT_ASSUMED);
      complete = (ObjectNode) Merge.over(metadata, fitting, "ObjectMeta");
    }
    if (isMissing(complete, "namespace")) {
      complete.put("namespace", "default");
    }
    if (isMissing(complete, "name")) {
      if (isMissing(complete, "generateName")) {
        throw InvalidSubmission.because("metadata", "name or generateName is required");
      }
      complete.put("name", GeneratedName.of(complete.get("generateName").asText(), birth.random()));
    }
    complete.put("uid", birth.uid());
    if (isMissing(complete, "creationTimestamp")) {
      complete.put("creationTimestamp", birth.at().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    requireKnowable(complete);
    return complete;
  }

  private static boolean isMissing(ObjectNode metadata, String field) {
    return metadata.path(field).asText("").isEmpty();
  }

  private static void requireKnowable(ObjectNode metadata) {
    var problem = Dns1123.labelProblem(metadata.path("namespace").asText());
    if (problem != null) {
      throw InvalidSubmission.because("metadata.namespace", problem);
    }
    var created = metadata.path("creationTimestamp").asText();
    try {
      Instant.parse(created);
    } catch (DateTimeException e) {
      throw InvalidSubmission.because(
          "metadata.creationTimestamp", "expected an RFC 3339 time, found " + Names.shown(created));
    }
  }

  /// Tells of labels and annotations that no cluster takes.
  ///
  /// @param findings takes a path and what is wrong there
  static void check(ObjectNode metadata, BiConsumer<String, String> findings) {
    for (var field : new String[] {"labels", "annotations"}) {
      for (var entry : metadata.path(field).properties()) {
        var path = "metadata." + field + "." + Names.shown(entry.getKey());
        var problem = Names.keyProblem(entry.getKey());
        if (problem == null && field.equals("labels")) {
          problem = Names.valueProblem(entry.getValue().asText());
        }
        if (problem != null) {
          findings.accept(path, problem);
        }
      }
    }
  }
}
