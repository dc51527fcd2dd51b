package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.List;

/// A time in which syncs are allowed or denied (C130).
///
/// @param kind `allow` or `deny`
/// @param schedule of its starts, as cron writes it
/// @param duration as Go writes it
/// @param timeZone empty for UTC
public record SyncWindow(
    String kind,
    String schedule,
    String duration,
    List<String> applications,
    List<String> namespaces,
    List<String> clusters,
    boolean manualSync,
    String timeZone,
    boolean andOperator,
    boolean syncOverrun,
    String description) {
  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type
  public static SyncWindow from(JsonNode json) {
    return from(Fields.of(json));
  }

  static SyncWindow from(Fields fields) {
    return new SyncWindow(
        fields.textOrEmpty("kind"),
        fields.textOrEmpty("schedule"),
        fields.textOrEmpty("duration"),
        fields.texts("applications"),
        fields.texts("namespaces"),
        fields.texts("clusters"),
        fields.flag("manualSync"),
        fields.textOrEmpty("timeZone"),
        fields.flag("andOperator"),
        fields.flag("syncOverrun"),
        fields.textOrEmpty("description"));
  }
}
