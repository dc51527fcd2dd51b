package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.language.application.ApplicationSpec.IgnoreDifference;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `argocd-cm` says of comparing (C102–C117).
///
/// @param tracking how live objects say whose they are
/// @param ignoreRules hold for objects of all applications
/// @param ignoreAggregatedRoles whether the rules of aggregated roles are left out
/// @param knownTypes fields of custom resources by kind, such as `argoproj.io/Rollout`
/// @param excluded whole kinds that are not looked at
/// @param maskedAnnotations whose values are as secret as those of Secrets
public record CompareSettings(
    Tracking.Method tracking,
    String instanceLabel,
    String installationId,
    IgnoreRules ignoreRules,
    boolean ignoreAggregatedRoles,
    Map<String, List<KnownType>> knownTypes,
    ResourceFilter excluded,
    Set<String> maskedAnnotations) {
  private static final String CUSTOM = "resource.customizations";
  private static final String IGNORE = "ignoreDifferences";
  private static final String KNOWN = CUSTOM + ".knownTypeFields.";

  /// What is so when nothing is configured.
  public static final CompareSettings DEFAULT = of(Map.of());

  /// A field of a custom resource that holds a value of Kubernetes' own (C114).
  ///
  /// @param field steps, parted by dots
  /// @param type such as `core/v1/PodSpec`
  public record KnownType(String field, String type) {
    public KnownType {
      KnownTypes.field(field, type);
    }
  }

  public CompareSettings {
    knownTypes = Map.copyOf(knownTypes);
    maskedAnnotations = Set.copyOf(maskedAnnotations);
  }

  /// Reads the data of `argocd-cm`.
  ///
  /// @throws CompareFailure if a value is not what its key asks for
  public static CompareSettings of(Map<String, String> data) {
    List<IgnoreDifference> rules = rules(data, IGNORE);
    Map<String, List<KnownType>> types = new LinkedHashMap<>();
    types.put(
        "argoproj.io/Rollout", List.of(new KnownType("spec.template.spec", "core/v1/PodSpec")));
    for (var entry : yaml(data, CUSTOM).properties()) {
      var where = CUSTOM + ": " + entry.getKey();
      known(entry.getKey(), nested(entry.getValue(), "knownTypeFields", where), where, types);
    }
    for (var key : data.keySet().stream().sorted().toList()) {
      if (key.startsWith(KNOWN)) {
        known(kind(key.substring(KNOWN.length())), yaml(data, key), key, types);
      }
    }
    var options = yaml(data, "resource.compareoptions");
    rules.addAll(status(options.path("ignoreResourceStatusField").asText("all")));
    return new CompareSettings(
        Tracking.Method.of(data.getOrDefault("application.resourceTrackingMethod", "")),
        text(data, "application.instanceLabelKey", Tracking.LABEL),
        data.getOrDefault("installationID", "").strip(),
        IgnoreRules.of(rules),
        options.path("ignoreAggregatedRoles").asBoolean(false),
        types,
        ResourceFilter.of(yaml(data, "resource.exclusions"), yaml(data, "resource.inclusions")),
        names(data.getOrDefault("resource.sensitive.mask.annotations", "")));
  }

  /// The rules that customisations have under `field`, such as `ignoreResourceUpdates`.
  static List<IgnoreDifference> rules(Map<String, String> data, String field) {
    List<IgnoreDifference> rules = new ArrayList<>();
    for (var entry : yaml(data, CUSTOM).properties()) {
      var where = CUSTOM + ": " + entry.getKey();
      rule(entry.getKey(), nested(entry.getValue(), field, where), where, rules);
    }
    var prefix = CUSTOM + "." + field + ".";
    for (var key : data.keySet().stream().sorted().toList()) {
      if (key.startsWith(prefix)) {
        rule(kind(key.substring(prefix.length())), yaml(data, key), key, rules);
      }
    }
    return rules;
  }

  private static String text(Map<String, String> data, String key, String otherwise) {
    var text = data.getOrDefault(key, "").strip();
    return text.isEmpty() ? otherwise : text;
  }

  private static Set<String> names(String text) {
    var names = new LinkedHashSet<String>();
    for (var name : text.split(",")) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    return names;
  }

  /// `apps_Deployment`, `Pod` and `all` as `apps/Deployment`, `/Pod` and `*/*`.
  private static String kind(String key) {
    var parted = key.indexOf('_');
    return key.equals("all")
        ? "*/*"
        : parted < 0 ? "/" + key : key.substring(0, parted) + "/" + key.substring(parted + 1);
  }

  static JsonNode yaml(Map<String, String> data, String key) {
    return yaml(data.getOrDefault(key, ""), key);
  }

  private static JsonNode yaml(String text, String key) {
    try {
      var documents = YamlReader.readLastOfKeys(text.getBytes(StandardCharsets.UTF_8), key);
      return documents.isEmpty() ? MissingNode.getInstance() : documents.getFirst().toJson();
    } catch (MalformedYamlException e) {
      throw new CompareFailure("argocd-cm: " + e.getMessage());
    }
  }

  /// A value that is YAML within YAML, or just a part of it.
  private static JsonNode nested(JsonNode value, String field, String where) {
    var inner = value.path(field);
    return inner.isTextual() ? yaml(inner.asText(), where + ": " + field) : inner;
  }

  private static void rule(String kind, JsonNode value, String where, List<IgnoreDifference> into) {
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    if (!value.isObject()) {
      throw new CompareFailure(
          "argocd-cm: %s: expected jsonPointers, jqPathExpressions or managedFieldsManagers, found %s"
              .formatted(where, value.getNodeType().toString().toLowerCase(java.util.Locale.ROOT)));
    }
    var slash = kind.lastIndexOf('/');
    into.add(
        new IgnoreDifference(
            slash < 0 ? "" : kind.substring(0, slash),
            kind.substring(slash + 1),
            "",
            "",
            texts(value, "jsonPointers", where),
            texts(value, "jqPathExpressions", where),
            texts(value, "managedFieldsManagers", where)));
  }

  static List<String> texts(JsonNode value, String field, String where) {
    List<String> texts = new ArrayList<>();
    if (!value.path(field).isMissingNode()
        && !value.path(field).isNull()
        && !value.path(field).isArray()) {
      throw new CompareFailure("argocd-cm: %s: %s should be a list".formatted(where, field));
    }
    value.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static void known(
      String kind, JsonNode value, String where, Map<String, List<KnownType>> into) {
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    if (!value.isArray()) {
      throw new CompareFailure(
          "argocd-cm: %s: expected a list of fields and types".formatted(where));
    }
    var types = new ArrayList<>(into.getOrDefault(kind, List.of()));
    for (var entry : value) {
      types.add(new KnownType(entry.path("field").asText(""), entry.path("type").asText("")));
    }
    into.put(kind.startsWith("/") ? kind.substring(1) : kind, List.copyOf(types));
  }

  /// The status of an object says what is, and nobody wants it.
  private static List<IgnoreDifference> status(String option) {
    return switch (option) {
      case "none", "off", "false" -> List.of();
      case "crd" -> List.of(status("apiextensions.k8s.io", "CustomResourceDefinition"));
      default -> List.of(status("*", "*"));
    };
  }

  private static IgnoreDifference status(String group, String kind) {
    return new IgnoreDifference(group, kind, "", "", List.of("/status"), List.of(), List.of());
  }

  /// The fields of objects of a kind that hold values of Kubernetes' own types.
  List<KnownTypes.Field> knownTypeFields(String group, String kind) {
    List<KnownTypes.Field> fields = new ArrayList<>();
    for (var entry : knownTypes.entrySet()) {
      var name = group.isEmpty() ? kind : group + "/" + kind;
      if (entry.getKey().equals(name)
          || (entry.getKey().contains("*") && Glob.matches(entry.getKey(), name))) {
        entry.getValue().forEach(t -> fields.add(KnownTypes.field(t.field(), t.type())));
      }
    }
    return fields;
  }
}
