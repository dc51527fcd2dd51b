package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.validation.Document;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a person says about a run beside the manifest, as with the flags of `argo submit`. What is
/// null or empty leaves the manifest as it is.
///
/// @param name wins over a name or `generateName` of the manifest, and over [#generateName]
/// @param namespace must be that of the manifest, if that names one
/// @param parameters of the workflow; those that it does not declare are added to it
/// @param artifacts of the workflow, by name: the keys under which they lie
/// @param priority of the run in queues for locks
/// @param scheduledTime RFC 3339, becomes `workflow.scheduledTime`
/// @param strict refuse fields that no schema knows, instead of leaving them out
public record Submission(
    @Nullable String name,
    @Nullable String generateName,
    @Nullable String namespace,
    @Nullable String entrypoint,
    Map<String, String> parameters,
    Map<String, String> artifacts,
    @Nullable String serviceAccount,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable Integer priority,
    @Nullable String scheduledTime,
    boolean strict) {
  /// What the key is called in each kind of storage that has one.
  private static final Map<String, String> KEYS =
      Map.of("s3", "key", "gcs", "key", "oss", "key", "azure", "blob", "hdfs", "path");

  /// What a server says of a resource that exists; a new one must not inherit it.
  private static final List<String> SERVER_SIDE =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "managedFields",
          "resourceVersion",
          "selfLink",
          "generation");

  /// Says nothing.
  public static final Submission NONE = builder().build();

  public Submission {
    parameters = Map.copyOf(parameters);
    artifacts = Map.copyOf(artifacts);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /// Starts a submission that says nothing.
  public static Builder builder() {
    return new Builder();
  }

  /// The Workflow with all of this applied.
  ///
  /// @throws InvalidSubmission if what was said cannot be applied
  Document apply(Document workflow) {
    var json = (ObjectNode) workflow.json().deepCopy();
    json.remove("status");
    metadata(json.withObject("/metadata"));
    var spec = json.withObject("/spec");
    put(spec, "entrypoint", entrypoint);
    put(spec, "serviceAccountName", serviceAccount);
    if (priority != null) {
      spec.put("priority", priority);
    }
    parameters(spec);
    artifacts(spec);
    return workflow.changed(json);
  }

  private static void checkTime(String text) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw InvalidSubmission.because(
          "scheduledTime",
          "expected an RFC 3339 time such as 2026-01-31T08:00:00Z, found " + Names.shown(text));
    }
  }

  private void metadata(ObjectNode metadata) {
    metadata.remove(SERVER_SIDE);
    if (!isBlank(generateName)) {
      metadata.put("generateName", generateName).remove("name");
    }
    put(metadata, "name", name);
    namespace(metadata);
    putAll(metadata, "labels", labels);
    var all = new LinkedHashMap<>(annotations);
    if (scheduledTime != null && !scheduledTime.isEmpty()) {
      checkTime(scheduledTime);
      all.put(Names.SCHEDULED_TIME, scheduledTime);
    }
    putAll(metadata, "annotations", all);
  }

  /// Whoever may submit to one namespace must not reach another through the manifest.
  private void namespace(ObjectNode metadata) {
    if (isBlank(namespace)) {
      return;
    }
    var written = metadata.path("namespace").asText("");
    if (!written.isEmpty() && !written.equals(namespace)) {
      throw InvalidSubmission.because(
          "metadata.namespace",
          "the workflow is for namespace '%s', but was submitted to '%s'"
              .formatted(Names.shown(written), Names.shown(namespace)));
    }
    metadata.put("namespace", namespace);
  }

  /// A given value replaces that of the manifest and where it came from; what else is said of the
  /// parameter, such as its `enum`, stays.
  private void parameters(ObjectNode spec) {
    if (parameters.isEmpty()) {
      return;
    }
    var rest = new TreeMap<>(parameters);
    var list = spec.withObject("/arguments").withArray("/parameters");
    for (JsonNode parameter : list) {
      var value = rest.remove(parameter.path("name").asText());
      if (value != null) {
        ((ObjectNode) parameter).put("value", value).remove("valueFrom");
      }
    }
    rest.forEach((name, value) -> list.addObject().put("name", name).put("value", value));
  }

  /// A key replaces that of the manifest where it says which store, else it is one of the
  /// repository of the run (F060).
  private void artifacts(ObjectNode spec) {
    if (artifacts.isEmpty()) {
      return;
    }
    var rest = new TreeMap<>(artifacts);
    var list = spec.withObject("/arguments").withArray("/artifacts");
    for (JsonNode artifact : list) {
      var key = rest.remove(artifact.path("name").asText());
      if (key != null) {
        keyed((ObjectNode) artifact, key);
      }
    }
    rest.forEach((name, key) -> keyed(list.addObject().put("name", name), key));
  }

  private static void keyed(ObjectNode artifact, String key) {
    for (var store : KEYS.entrySet()) {
      if (artifact.get(store.getKey()) instanceof ObjectNode fields) {
        fields.put(store.getValue(), key);
        return;
      }
    }
    artifact.putObject("s3").put("key", key);
  }

  private static void put(ObjectNode object, String field, @Nullable String value) {
    if (!isBlank(value)) {
      object.put(field, value);
    }
  }

  private static void putAll(ObjectNode metadata, String field, Map<String, String> values) {
    if (!values.isEmpty()) {
      var map = metadata.withObject("/" + field);
      values.forEach(map::put);
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  /// Collects what is said.
  public static final class Builder {
    private @Nullable String name;
    private @Nullable String generateName;
    private @Nullable String namespace;
    private @Nullable String entrypoint;
    private final Map<String, String> fromFiles = new LinkedHashMap<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, String> artifacts = new LinkedHashMap<>();
    private @Nullable String serviceAccount;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private @Nullable Integer priority;
    private @Nullable String scheduledTime;
    private boolean strict = true;

    private Builder() {}

    public Builder name(@Nullable String value) {
      name = value;
      return this;
    }

    public Builder generateName(@Nullable String value) {
      generateName = value;
      return this;
    }

    public Builder namespace(@Nullable String value) {
      namespace = value;
      return this;
    }

    public Builder entrypoint(@Nullable String value) {
      entrypoint = value;
      return this;
    }

    /// One `NAME=VALUE`; the value may hold `=` too.
    ///
    /// @throws InvalidSubmission if it is not of that form
    public Builder parameter(String nameAndValue) {
      var equals = nameAndValue.indexOf('=');
      if (equals < 1) {
        throw InvalidSubmission.because(
            "",
            "expected parameter of the form: NAME=VALUE. Received: " + Names.shown(nameAndValue));
      }
      return parameter(nameAndValue.substring(0, equals), nameAndValue.substring(equals + 1));
    }

    /// Wins over the same name of a file, whichever comes first.
    public Builder parameter(String parameter, String value) {
      parameters.put(parameter, value);
      return this;
    }

    public Builder artifact(String artifact, String key) {
      artifacts.put(artifact, key);
      return this;
    }

    /// The map of a parameter file: see [ParameterFile].
    public Builder parameterFile(Map<String, String> values) {
      fromFiles.putAll(values);
      return this;
    }

    public Builder serviceAccount(@Nullable String value) {
      serviceAccount = value;
      return this;
    }

    public Builder label(String key, String value) {
      labels.put(key, value);
      return this;
    }

    public Builder annotation(String key, String value) {
      annotations.put(key, value);
      return this;
    }

    public Builder priority(@Nullable Integer value) {
      priority = value;
      return this;
    }

    public Builder scheduledTime(@Nullable String value) {
      scheduledTime = value;
      return this;
    }

    public Builder strict(boolean value) {
      strict = value;
      return this;
    }

    public Submission build() {
      var all = new LinkedHashMap<>(fromFiles);
      all.putAll(parameters);
      return new Submission(
          name,
          generateName,
          namespace,
          entrypoint,
          all,
          artifacts,
          serviceAccount,
          labels,
          annotations,
          priority,
          scheduledTime,
          strict);
    }
  }
}
