package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a kustomization is changed before it is built (C033–C043).
///
/// @param images `[old=]image[:tag][@digest]` each
public record Kustomize(
    String namePrefix,
    String nameSuffix,
    List<String> images,
    List<Replica> replicas,
    Map<String, String> commonLabels,
    boolean forceCommonLabels,
    boolean labelWithoutSelector,
    boolean labelIncludeTemplates,
    Map<String, String> commonAnnotations,
    boolean forceCommonAnnotations,
    boolean commonAnnotationsEnvsubst,
    String namespace,
    List<Patch> patches,
    List<String> components,
    boolean ignoreMissingComponents,
    String version,
    String kubeVersion,
    List<String> apiVersions) {
  /// A number of replicas; a number, or a text that is one.
  public record Replica(String name, String count) {
    static Replica from(Fields fields) {
      return new Replica(fields.textOrEmpty("name"), fields.textOrEmpty("count"));
    }
  }

  /// An entry of the list `patches` of a kustomization.
  ///
  /// @param target as Kustomize writes it
  public record Patch(
      String path, String patch, @Nullable JsonNode target, Map<String, Boolean> options) {
    static Patch from(Fields fields) {
      var options = new LinkedHashMap<String, Boolean>();
      fields.textMap("options").forEach((name, on) -> options.put(name, on.equals("true")));
      return new Patch(
          fields.textOrEmpty("path"),
          fields.textOrEmpty("patch"),
          fields.json("target"),
          Collections.unmodifiableMap(options));
    }
  }

  static Kustomize from(Fields fields) {
    return new Kustomize(
        fields.textOrEmpty("namePrefix"),
        fields.textOrEmpty("nameSuffix"),
        fields.texts("images"),
        fields.objects("replicas", Replica::from),
        fields.textMap("commonLabels"),
        fields.flag("forceCommonLabels"),
        fields.flag("labelWithoutSelector"),
        fields.flag("labelIncludeTemplates"),
        fields.textMap("commonAnnotations"),
        fields.flag("forceCommonAnnotations"),
        fields.flag("commonAnnotationsEnvsubst"),
        fields.textOrEmpty("namespace"),
        fields.objects("patches", Patch::from),
        fields.texts("components"),
        fields.flag("ignoreMissingComponents"),
        fields.textOrEmpty("version"),
        fields.textOrEmpty("kubeVersion"),
        fields.texts("apiVersions"));
  }
}
