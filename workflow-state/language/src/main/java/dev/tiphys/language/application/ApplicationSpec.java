package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wish of an Application.
///
/// @param project `default` when none is written (C058)
/// @param sources more than none hides `source` (C001)
/// @param revisionHistoryLimit how many entries of history stay (C059)
public record ApplicationSpec(
    Destination destination,
    String project,
    @Nullable ApplicationSource source,
    List<ApplicationSource> sources,
    @Nullable SourceHydrator sourceHydrator,
    @Nullable SyncPolicy syncPolicy,
    List<IgnoreDifference> ignoreDifferences,
    List<Info> info,
    int revisionHistoryLimit,
    JsonNode json) {
  private static final int HISTORY_DEFAULT = 10;

  /// A name and a value for people to read (C060).
  public record Info(String name, String value) {
    static Info from(Fields fields) {
      return new Info(fields.textOrEmpty("name"), fields.textOrEmpty("value"));
    }
  }

  /// Fields that comparison leaves out (C107).
  ///
  /// @param group and `kind` are globs
  /// @param name empty for any
  /// @param namespace empty for any
  public record IgnoreDifference(
      String group,
      String kind,
      String name,
      String namespace,
      List<String> jsonPointers,
      List<String> jqPathExpressions,
      List<String> managedFieldsManagers) {
    static IgnoreDifference from(Fields fields) {
      return new IgnoreDifference(
          fields.textOrEmpty("group"),
          fields.textOrEmpty("kind"),
          fields.textOrEmpty("name"),
          fields.textOrEmpty("namespace"),
          fields.texts("jsonPointers"),
          fields.texts("jqPathExpressions"),
          fields.texts("managedFieldsManagers"));
    }
  }

  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type
  public static ApplicationSpec from(JsonNode json) {
    return from(Fields.of(json));
  }

  static ApplicationSpec from(Fields fields) {
    var project = fields.textOrEmpty("project");
    var limit = fields.integer("revisionHistoryLimit");
    return new ApplicationSpec(
        fields.objectOrEmpty("destination", Destination::from),
        project.isEmpty() ? "default" : project,
        fields.object("source", ApplicationSource::from),
        fields.objects("sources", ApplicationSource::from),
        fields.object("sourceHydrator", SourceHydrator::from),
        fields.object("syncPolicy", SyncPolicy::from),
        fields.objects("ignoreDifferences", IgnoreDifference::from),
        fields.objects("info", Info::from),
        limit == null ? HISTORY_DEFAULT : Math.clamp(limit, 0, Integer.MAX_VALUE),
        fields.node());
  }

  /// The sources that count: the hydrator's, else `sources`, else `source` (C001).
  public List<ApplicationSource> effectiveSources() {
    if (sourceHydrator != null) {
      return List.of(sourceHydrator.synced());
    }
    if (!sources.isEmpty()) {
      return sources;
    }
    return source == null ? List.of() : List.of(source);
  }

  /// Whether status speaks of `revisions`; so it is with a single entry in `sources` too (C001).
  public boolean multiSource() {
    return sourceHydrator == null && !sources.isEmpty();
  }

  /// Whether a sync starts by itself (C063).
  public boolean automated() {
    return syncPolicy != null && syncPolicy.automated() != null && syncPolicy.automated().enabled();
  }
}
