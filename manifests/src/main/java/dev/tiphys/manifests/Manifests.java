package dev.tiphys.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// The files of `manifests/` that follow from code.
final class Manifests {
  private static final String HEAD =
      "# Made by the module manifests: mvn -pl manifests test -Dtest=GeneratedTest -Dmanifests.write\n";

  private static final String RIGHTS =
      """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources:
        - functions.yaml
      """;

  /// What the ApiServerSource watches.
  private static final List<Right> WATCHED =
      List.of(
          Right.ours(List.of("workflows", "cronworkflows", "applications"), "get", "list", "watch"),
          Right.core(List.of("pods"), "get", "list", "watch"));

  private Manifests() {}

  /// Path below `manifests/` → text.
  static Map<String, String> files() {
    var files = new TreeMap<String, String>();
    for (var crd : Crds.all()) {
      files.put("crds/" + crd.at("/spec/names/plural").asText() + ".yaml", HEAD + yaml(crd));
    }
    for (var function : Function.all()) {
      files.put("base/functions/" + function.name() + ".yaml", HEAD + FunctionYaml.of(function));
    }
    files.put("base/functions/kustomization.yaml", HEAD + functions());
    files.put("crds/kustomization.yaml", HEAD + crds());
    files.put("rbac/cluster/kustomization.yaml", HEAD + RIGHTS + "  - people.yaml\n");
    files.put("rbac/cluster/functions.yaml", HEAD + rights(true));
    files.put("rbac/namespace/kustomization.yaml", HEAD + RIGHTS);
    files.put("rbac/namespace/functions.yaml", HEAD + rights(false));
    files.put("images/kustomization.yaml", HEAD + images());
    return files;
  }

  private static String rights(boolean everywhere) {
    var roles = new ArrayList<String>();
    for (var function : Function.all()) {
      if (function.api()) {
        roles.add(RightsYaml.of("tiphys-" + function.name(), function.rights(), everywhere));
      }
    }
    roles.add(RightsYaml.of("tiphys-sources", WATCHED, everywhere));
    return String.join("---\n", roles);
  }

  private static String crds() {
    var resources = new StringBuilder();
    for (var crd : Crds.all()) {
      resources.append("  - ").append(crd.at("/spec/names/plural").asText()).append(".yaml\n");
    }
    return "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
        + resources;
  }

  private static String functions() {
    return Function.all().stream()
        .map(function -> "  - " + function.name() + ".yaml\n")
        .collect(
            Collectors.joining(
                "",
                """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources:
                """,
                ""));
  }

  /// The one place that says where images come from.
  private static String images() {
    return Function.all().stream()
        .map(
            function ->
                """
                  - name: tiphys/%1$s
                    newName: localhost:5000/tiphys/%1$s
                    newTag: latest
                """
                    .formatted(function.name()))
        .collect(
            Collectors.joining(
                "",
                """
                # Where images come from, for all overlays: put your registry and version here.
                apiVersion: kustomize.config.k8s.io/v1alpha1
                kind: Component
                images:
                """,
                ""));
  }

  private static String yaml(ObjectNode json) {
    var settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setWidth(160)
            .setIndicatorIndent(0)
            .build();
    try {
      var mapper = new ObjectMapper();
      return new Dump(settings).dumpToString(mapper.treeToValue(json, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
