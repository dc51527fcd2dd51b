package dev.tiphys.delivery.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.actions.ResourceActions;
import dev.tiphys.delivery.compare.CompareFailure;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.compare.UpdateRules;
import dev.tiphys.delivery.health.Customizations;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.lua.LuaFailure;
import dev.tiphys.delivery.project.GlobalProjects;
import dev.tiphys.delivery.rbac.MalformedPolicyException;
import dev.tiphys.delivery.rbac.Policy;
import dev.tiphys.delivery.rbac.Rbac;
import dev.tiphys.language.time.Durations;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an installation is told by the ConfigMap `argocd-cm` and its like, and by Secrets, and what
/// follows from that for comparing, health, actions and projects. Immutable.
public final class ArgoSettings {
  /// The label that says what a Secret is about.
  public static final String SECRET_TYPE = "argocd.argoproj.io/secret-type";

  /// Where an installation keeps them when it is nowhere else.
  public static final String NAMESPACE = "argocd";

  /// The ConfigMap in which most of it stands.
  public static final String MAIN = "argocd-cm";

  private static final String POLICIES = "argocd-rbac-cm";
  private static final Set<String> DURATIONS =
      Set.of("timeout.reconciliation", "timeout.reconciliation.jitter");
  private static final Set<String> KINDS = Set.of("ConfigMap", "Secret", "ConfigManagementPlugin");

  /// Nothing is said.
  public static final ArgoSettings NONE = of(List.of());

  private final List<JsonNode> objects;
  private final Map<String, String> main;
  private final HealthRules health;
  private final CompareSettings comparing;
  private final UpdateRules updates;
  private final ResourceActions actions;
  private final GlobalProjects globalProjects;
  private final Rbac rbac;

  private ArgoSettings(List<JsonNode> objects) {
    this.objects = List.copyOf(objects);
    main = data("ConfigMap", MAIN);
    try {
      health = new HealthRules(Customizations.of(main, yaml(main, "resource.customizations")));
      comparing = CompareSettings.of(main);
      updates = UpdateRules.of(main, comparing);
      actions = new ResourceActions(main);
      DURATIONS.forEach(key -> duration(key, Duration.ZERO));
      rbac = rbac(data("ConfigMap", POLICIES));
      globalProjects = GlobalProjects.of(yaml(main, "globalProjects"));
    } catch (LuaFailure | CompareFailure | IllegalArgumentException e) {
      var message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith("argocd-") ? message : MAIN + ": " + message, e);
    }
  }

  /// What `documents` say. Of two objects of one name the later one counts; what lies in other
  /// namespaces than [#NAMESPACE], or is of other kinds, says nothing here.
  ///
  /// @throws IllegalArgumentException naming the object and the key that makes no sense
  public static ArgoSettings of(List<? extends JsonNode> documents) {
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    for (var document : documents) {
      var kind = document.path("kind").asText();
      var namespace = document.path("metadata").path("namespace").asText("");
      if (KINDS.contains(kind) && (namespace.isEmpty() || namespace.equals(NAMESPACE))) {
        byName.put(kind + "/" + name(document), document);
      }
    }
    return new ArgoSettings(new ArrayList<>(byName.values()));
  }

  private static Rbac rbac(Map<String, String> data) {
    try {
      return Rbac.of(data, Policy.BUILT_IN);
    } catch (MalformedPolicyException e) {
      throw new IllegalArgumentException(POLICIES + ": " + e.getMessage(), e);
    }
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  /// The ConfigMaps, Secrets and plugins themselves.
  public List<JsonNode> objects() {
    return objects;
  }

  /// The data of a ConfigMap; empty if it is not there.
  public Map<String, String> configMap(String name) {
    return name.equals(MAIN) ? main : data("ConfigMap", name);
  }

  /// The data of a Secret, decoded; empty if it is not there.
  public Map<String, String> secret(String name) {
    return data("Secret", name);
  }

  /// The Secrets whose label says that they are of a type, such as `cluster`.
  public List<JsonNode> secrets(String type) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals("Secret"))
        .filter(
            object ->
                object.path("metadata").path("labels").path(SECRET_TYPE).asText().equals(type))
        .toList();
  }

  private Map<String, String> data(String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind) && name(object).equals(name))
        .findFirst()
        .map(ArgoSettings::data)
        .orElse(Map.of());
  }

  /// The data of a ConfigMap or, decoded, of a Secret.
  ///
  /// @throws IllegalArgumentException if a value of a Secret is not base64
  public static Map<String, String> data(JsonNode object) {
    Map<String, String> data = new LinkedHashMap<>();
    var encoded = object.path("kind").asText().equals("Secret");
    for (var entry : object.path("data").properties()) {
      var text = entry.getValue().asText();
      data.put(entry.getKey(), encoded ? decoded(object, entry.getKey(), text) : text);
    }
    object
        .path("stringData")
        .properties()
        .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
    return Map.copyOf(data);
  }

  private static String decoded(JsonNode secret, String key, String text) {
    try {
      return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Secret %s: data.%s should be base64".formatted(name(secret), key), e);
    }
  }

  private static JsonNode yaml(Map<String, String> data, String key) {
    try {
      var text = data.getOrDefault(key, "").getBytes(StandardCharsets.UTF_8);
      var documents = YamlReader.readLastOfKeys(text, key);
      return documents.isEmpty() ? MissingNode.getInstance() : documents.getFirst().toJson();
    } catch (MalformedYamlException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// A value of `argocd-cm` that is `true` or `false`.
  public boolean flag(String key, boolean otherwise) {
    var text = main.getOrDefault(key, "").strip();
    return text.isEmpty() ? otherwise : text.equals("true");
  }

  /// A value of `argocd-cm` such as `180s`.
  ///
  /// @throws IllegalArgumentException if it is none
  public Duration duration(String key, Duration otherwise) {
    var text = text(key, "");
    try {
      var duration = text.isEmpty() ? otherwise : Durations.parse(text);
      if (duration.isNegative()) {
        throw new IllegalArgumentException("expected no negative duration, found " + text);
      }
      return duration;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /// A value of `argocd-cm`.
  public String text(String key, String otherwise) {
    var text = main.getOrDefault(key, "").strip();
    return text.isEmpty() ? otherwise : text;
  }

  /// How health is judged (C138, C158).
  public HealthRules health() {
    return health;
  }

  /// How objects are compared (C102–C117).
  public CompareSettings comparing() {
    return comparing;
  }

  /// Whether a change of a live object is worth a comparison (C110).
  public boolean matters(ObjectNode before, ObjectNode after) {
    return updates.matters(before, after, health);
  }

  /// What can be done with objects (C159).
  public ResourceActions actions() {
    return actions;
  }

  /// Who may do what (C297–C310).
  public Rbac rbac() {
    return rbac;
  }

  /// What projects inherit (C209).
  public GlobalProjects globalProjects() {
    return globalProjects;
  }

  /// Says nothing of what is secret.
  @Override
  public String toString() {
    return "settings of %d objects".formatted(objects.size());
  }
}
