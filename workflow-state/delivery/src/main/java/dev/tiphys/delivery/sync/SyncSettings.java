package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.application.Operation;
import dev.tiphys.language.application.SyncPolicy.NamespaceMetadata;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one sync is to be done.
///
/// @param hooks whether hooks run at all
/// @param options those of the operation: `Name=value`, exactly
/// @param namespace that of the destination
/// @param revision what hooks without a name are named after
/// @param resources those alone, empty for all; then no hook runs
public record SyncSettings(
    boolean prune,
    boolean dryRun,
    boolean force,
    boolean hooks,
    List<String> options,
    String namespace,
    String revision,
    Instant startedAt,
    List<Operation.Selected> resources,
    @Nullable NamespaceMetadata namespaceMetadata) {
  public static final String CREATE_NAMESPACE = "CreateNamespace=true";
  public static final String PRUNE_LAST = "PruneLast=true";
  public static final String APPLY_OUT_OF_SYNC_ONLY = "ApplyOutOfSyncOnly=true";
  public static final String SKIP_DRY_RUN = "SkipDryRunOnMissingResource=true";
  public static final String SERVER_SIDE_APPLY = "ServerSideApply=true";
  public static final String RESPECT_IGNORED = "RespectIgnoreDifferences=true";
  public static final String NO_MIGRATION = "ClientSideApplyMigration=false";
  public static final String REPLACE = "Replace=true";
  public static final String FORCE = "Force=true";

  public SyncSettings {
    options = List.copyOf(options);
    resources = List.copyOf(resources);
  }

  /// What an operation asks for, in an application with this destination.
  public static SyncSettings of(
      Operation.Sync sync,
      String namespace,
      String revision,
      Instant startedAt,
      @Nullable NamespaceMetadata metadata) {
    return new SyncSettings(
        sync.prune(),
        sync.dryRun(),
        sync.strategy().force(),
        sync.strategy().hooks() && sync.resources().isEmpty(),
        sync.syncOptions(),
        namespace,
        revision,
        startedAt,
        sync.resources(),
        metadata);
  }

  public boolean has(String option) {
    return options.contains(option);
  }

  /// The value of an option of the application, empty if it has none.
  String value(String name) {
    return options.stream()
        .filter(option -> option.startsWith(name + "="))
        .map(option -> option.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  /// The value of an option that objects may overrule, as it counts for `object`.
  String valueFor(JsonNode object, String name) {
    return Annotations.optionValue(object, name).orElseGet(() -> value(name));
  }

  /// How deletion spreads to what the object owns: `foreground` unless the options say otherwise.
  public String propagation() {
    for (var policy : List.of("background", "foreground", "orphan")) {
      if (has("PrunePropagationPolicy=" + policy)) {
        return policy;
      }
    }
    return "foreground";
  }
}
