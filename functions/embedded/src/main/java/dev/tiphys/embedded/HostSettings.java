package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.validation.Document;
import dev.tiphys.log.store.ObjectStores;
import java.nio.file.Path;
import java.util.List;

/// What a host is told when it is opened.
///
/// @param store location of the log: the path of a directory, `s3://bucket/prefix` or `mem:`
/// @param work directory where steps are run and their logs are kept
/// @param runner `auto`, `podman`, `docker`, `process` or `pod`
/// @param config as in Argo's `workflow-controller-configmap`: `images`, `workflowDefaults`,
///     `artifactRepository`, and `runner` and `artifacts` for this machine
/// @param documents resources that are there besides those in the store: templates, ConfigMaps,
///     Secrets; these stay in memory
/// @param synced whether a directory's writes are synced to the disk before they count
public record HostSettings(
    String store,
    Path work,
    String runner,
    JsonNode config,
    List<Document> documents,
    boolean synced) {
  public HostSettings {
    documents = List.copyOf(documents);
  }

  /// Everything as it is by default, on `store`.
  public static HostSettings on(String store) {
    return new HostSettings(
        store,
        workOf(store),
        "auto",
        JsonNodeFactory.instance.objectNode(),
        List.of(),
        ObjectStores.Config.DEFAULT.synced());
  }

  /// Steps of a log in a directory are beside it; those of a log elsewhere, in `.tiphys/work`.
  private static Path workOf(String store) {
    return store.equals("mem:") || store.startsWith("s3:")
        ? Path.of(".tiphys", "work")
        : Path.of(store, "work");
  }

  /// The same with steps run in `work`.
  public HostSettings withWork(Path work) {
    return new HostSettings(store, work, runner, config, documents, synced);
  }

  /// The same with another runner.
  public HostSettings withRunner(String runner) {
    return new HostSettings(store, work, runner, config, documents, synced);
  }

  /// The same with another configuration: one map, or Argo's ConfigMap as a whole.
  ///
  /// @throws IllegalArgumentException if a text in the ConfigMap is no YAML
  public HostSettings withConfig(JsonNode config) {
    return new HostSettings(store, work, runner, Configuration.of(config), documents, synced);
  }

  /// The same with other resources.
  public HostSettings withDocuments(List<Document> documents) {
    return new HostSettings(store, work, runner, config, documents, synced);
  }

  /// The same, but a directory's writes may be lost when the machine (not the process) stops.
  public HostSettings unsynced() {
    return new HostSettings(store, work, runner, config, documents, false);
  }
}
