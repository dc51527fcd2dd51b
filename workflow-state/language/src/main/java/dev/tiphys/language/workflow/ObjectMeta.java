package dev.tiphys.language.workflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who a resource is. A Workflow has a `name` or a `generateName` (F002).
public record ObjectMeta(
    @Nullable String name,
    @Nullable String generateName,
    @Nullable String namespace,
    @Nullable String uid,
    @Nullable String creationTimestamp,
    Map<String, String> labels,
    Map<String, String> annotations) {
  /// Reads the `metadata` of any object.
  public static ObjectMeta from(Fields fields) {
    return new ObjectMeta(
        fields.text("name"),
        fields.text("generateName"),
        fields.text("namespace"),
        fields.text("uid"),
        fields.text("creationTimestamp"),
        fields.textMap("labels"),
        fields.textMap("annotations"));
  }
}
