package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.application.ApplicationSpec.Info;
import dev.tiphys.language.application.SyncPolicy.Retry;
import dev.tiphys.language.workflow.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that was asked to be done with an application (C118).
///
/// @param sync null in an operation that says nothing, which is an error
/// @param username who asked; empty when nobody is named
/// @param automated whether a policy asked
public record Operation(
    @Nullable Sync sync,
    String username,
    boolean automated,
    List<Info> info,
    @Nullable Retry retry,
    JsonNode json) {
  /// A sync as it was asked for.
  ///
  /// @param revision empty for that of the source
  /// @param resources those alone; empty for all (C125)
  /// @param source instead of that of the spec
  /// @param manifests local manifests instead of any source
  public record Sync(
      String revision,
      List<String> revisions,
      boolean prune,
      boolean dryRun,
      Strategy strategy,
      List<Selected> resources,
      @Nullable ApplicationSource source,
      List<ApplicationSource> sources,
      List<String> manifests,
      List<String> syncOptions,
      long autoHealAttemptsCount) {
    static Sync from(Fields fields) {
      var attempts = fields.integer("autoHealAttemptsCount");
      return new Sync(
          fields.textOrEmpty("revision"),
          fields.texts("revisions"),
          fields.flag("prune"),
          fields.flag("dryRun"),
          fields.objectOrEmpty("syncStrategy", Strategy::from),
          fields.objects("resources", Selected::from),
          fields.object("source", ApplicationSource::from),
          fields.objects("sources", ApplicationSource::from),
          fields.texts("manifests"),
          fields.texts("syncOptions"),
          attempts == null ? 0 : attempts);
    }
  }

  /// Whether hooks run, and whether what cannot be patched is made anew (C126).
  public record Strategy(boolean hooks, boolean force) {
    static Strategy from(Fields fields) {
      var apply = fields.has("apply");
      return new Strategy(
          !apply, fields.objectOrEmpty(apply ? "apply" : "hook", way -> way.flag("force")));
    }
  }

  /// One object of a selective sync (C125).
  ///
  /// @param namespace empty for any
  public record Selected(String group, String kind, String name, String namespace) {
    static Selected from(Fields fields) {
      return new Selected(
          fields.textOrEmpty("group"),
          fields.textOrEmpty("kind"),
          fields.textOrEmpty("name"),
          fields.textOrEmpty("namespace"));
    }
  }

  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type
  public static Operation from(JsonNode json) {
    return from(Fields.of(json));
  }

  static Operation from(Fields fields) {
    return new Operation(
        fields.object("sync", Sync::from),
        fields.objectOrEmpty("initiatedBy", by -> by.textOrEmpty("username")),
        fields.objectOrEmpty("initiatedBy", by -> by.flag("automated")),
        fields.objects("info", Info::from),
        fields.object("retry", Retry::from),
        fields.node());
  }
}
