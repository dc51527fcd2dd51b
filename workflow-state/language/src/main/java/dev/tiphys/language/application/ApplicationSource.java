package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where manifests come from and how they are made of it (C001–C017). Absent text is empty.
public record ApplicationSource(
    String repoURL,
    String path,
    String chart,
    String targetRevision,
    String tagPrefix,
    String ref,
    String name,
    @Nullable Helm helm,
    @Nullable Kustomize kustomize,
    @Nullable Directory directory,
    @Nullable Plugin plugin,
    JsonNode json) {
  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type
  public static ApplicationSource from(JsonNode json) {
    return from(Fields.of(json));
  }

  static ApplicationSource from(Fields fields) {
    return new ApplicationSource(
        fields.textOrEmpty("repoURL"),
        fields.textOrEmpty("path"),
        fields.textOrEmpty("chart"),
        fields.textOrEmpty("targetRevision"),
        fields.textOrEmpty("tagPrefix"),
        fields.textOrEmpty("ref"),
        fields.textOrEmpty("name"),
        fields.object("helm", Helm::from),
        fields.object("kustomize", Kustomize::from),
        fields.object("directory", Directory::from),
        fields.object("plugin", Plugin::from),
        fields.node());
  }

  /// The tools whose options are written; more than one is an error (C012).
  public List<String> explicitTypes() {
    var types = new ArrayList<String>();
    if (kustomize != null) {
      types.add("Kustomize");
    }
    if (helm != null) {
      types.add("Helm");
    }
    if (directory != null) {
      types.add("Directory");
    }
    if (plugin != null) {
      types.add("Plugin");
    }
    return types;
  }

  /// Whether this is a chart of a Helm repository or registry (C003).
  public boolean isHelm() {
    return !chart.isEmpty();
  }

  /// Whether this is an OCI artifact (C003).
  public boolean isOci() {
    return repoURL.startsWith("oci://");
  }
}
