package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import dev.tiphys.language.workflow.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is delivered from where to where.
///
/// @param finalizers those of its metadata, in order (C145)
/// @param operation what somebody asked to be done (C118)
public record Application(
    ObjectMeta metadata,
    List<String> finalizers,
    ApplicationSpec spec,
    @Nullable Operation operation,
    JsonNode json)
    implements DeliveryResource {
  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type or a needed one is absent
  public static Application from(JsonNode json) {
    var fields = Fields.of(json);
    return new Application(
        fields.objectOrEmpty("metadata", ObjectMeta::from),
        fields.objectOrEmpty("metadata", metadata -> metadata.texts("finalizers")),
        fields.objectOrEmpty("spec", ApplicationSpec::from),
        fields.object("operation", Operation::from),
        json);
  }

  @Override
  public String kind() {
    return "Application";
  }

  /// Its name; empty when it has none.
  public String name() {
    var name = metadata.name();
    return name == null ? "" : name;
  }

  /// How objects and variables call it: its name, or `<namespace>_<name>` outside the namespace of
  /// the control plane (C062).
  public String instanceName(String controlNamespace) {
    var namespace = metadata.namespace();
    return namespace == null || namespace.isEmpty() || namespace.equals(controlNamespace)
        ? name()
        : namespace + "_" + name();
  }
}
