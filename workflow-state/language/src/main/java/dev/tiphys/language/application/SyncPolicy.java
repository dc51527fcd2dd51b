package dev.tiphys.language.application;

import dev.tiphys.language.workflow.Fields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When and how a sync happens by itself (C063–C072).
///
/// @param automated null when a person starts every sync
public record SyncPolicy(
    @Nullable Automated automated,
    List<String> syncOptions,
    @Nullable Retry retry,
    @Nullable NamespaceMetadata managedNamespaceMetadata) {
  /// @param enabled true unless `false` is written (C063)
  public record Automated(boolean prune, boolean selfHeal, boolean allowEmpty, boolean enabled) {
    static Automated from(Fields fields) {
      return new Automated(
          fields.flag("prune"),
          fields.flag("selfHeal"),
          fields.flag("allowEmpty"),
          fields.flag("enabled", true));
    }
  }

  /// How often a sync that failed is tried again (C068–C070).
  ///
  /// @param limit further tries; negative for no end; null when none is written
  /// @param backoff null for the defaults
  /// @param refresh whether each try takes the newest commit
  public record Retry(@Nullable Long limit, @Nullable Backoff backoff, boolean refresh) {
    static Retry from(Fields fields) {
      return new Retry(
          fields.integer("limit"), fields.object("backoff", Backoff::from), fields.flag("refresh"));
    }
  }

  /// The wait between tries. Durations are seconds or Go's `1m30s`; empty for the default.
  ///
  /// @param factor null for the default, 2
  public record Backoff(String duration, @Nullable Long factor, String maxDuration) {
    static Backoff from(Fields fields) {
      return new Backoff(
          fields.textOrEmpty("duration"),
          fields.integer("factor"),
          fields.textOrEmpty("maxDuration"));
    }
  }

  /// What the destination's namespace carries (C071).
  public record NamespaceMetadata(Map<String, String> labels, Map<String, String> annotations) {
    static NamespaceMetadata from(Fields fields) {
      return new NamespaceMetadata(fields.textMap("labels"), fields.textMap("annotations"));
    }
  }

  static SyncPolicy from(Fields fields) {
    return new SyncPolicy(
        fields.object("automated", Automated::from),
        fields.texts("syncOptions"),
        fields.object("retry", Retry::from),
        fields.object("managedNamespaceMetadata", NamespaceMetadata::from));
  }
}
