package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.application.DeliveryResource;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Renders the applications of a set (C225–C230).
public final class Generation {
  /// The reason of a condition when parameters cannot be made.
  public static final String PARAMS_FAILED = "ApplicationGenerationFromParamsError";

  /// The reason of a condition when a template cannot be rendered.
  public static final String RENDER_FAILED = "RenderTemplateParamsError";

  static final String FINALIZER = "resources-finalizer.argocd.argoproj.io";

  private static final int APPLICATIONS_MAX = 20_000;
  private static final String NAMESPACE_DEFAULT = "argocd";

  /// That nothing was generated, and for which reason.
  public static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    Failed(String reason, GenerationException cause) {
      super(cause.getMessage(), cause);
      this.reason = reason;
    }

    /// [#PARAMS_FAILED] or [#RENDER_FAILED].
    public String reason() {
      return reason;
    }
  }

  private final Generators generators;
  private final Sources sources;
  private final Ambient ambient;

  /// @param ambient what functions of templates see
  public Generation(Generators generators, Sources sources, Ambient ambient) {
    this.generators = generators;
    this.sources = sources;
    this.ambient = ambient;
  }

  /// All applications of a set, in the order of its generators. They are in the set's namespace.
  ///
  /// @throws Failed if one of them cannot be made: then none counts
  public List<ObjectNode> applications(ApplicationSet set) {
    var spec = set.spec();
    Templates templates;
    try {
      templates = Templates.of(spec.goTemplate(), spec.goTemplateOptions(), ambient);
    } catch (GenerationException e) {
      throw new Failed(RENDER_FAILED, e);
    }
    var context =
        new Generator.Context(
            templates,
            sources,
            set.name(),
            namespace(set),
            spec.template().path("spec").path("project").asText());
    var applications = new ArrayList<ObjectNode>();
    for (var entry : spec.generators()) {
      params(entry, context)
          .forEach(
              (kind, sets) -> {
                var template =
                    Patching.overridden(spec.template(), entry.path(kind).path("template"));
                sets.forEach(
                    params -> applications.add(application(set, template, params, templates)));
                if (applications.size() > APPLICATIONS_MAX) {
                  throw new Failed(
                      PARAMS_FAILED,
                      new GenerationException(
                          "expected at most %d applications (limit APPLICATIONS_MAX)"
                              .formatted(APPLICATIONS_MAX)));
                }
              });
    }
    return applications;
  }

  private static String namespace(ApplicationSet set) {
    var namespace = set.metadata().namespace();
    return namespace == null || namespace.isEmpty() ? NAMESPACE_DEFAULT : namespace;
  }

  private Map<String, List<Params>> params(JsonNode entry, Generator.Context context) {
    try {
      return generators.byKind(entry, context);
    } catch (GenerationException e) {
      throw new Failed(PARAMS_FAILED, e);
    }
  }

  private static ObjectNode application(
      ApplicationSet set, JsonNode template, Params params, Templates templates) {
    try {
      var rendered = rendered(template, params, templates, set.spec().syncPolicy());
      var patch = set.spec().templatePatch();
      if (patch != null && !patch.isBlank()) {
        rendered = patched(rendered, templates.replace(patch, params));
      }
      var metadata = (ObjectNode) rendered.get("metadata");
      metadata.put("namespace", namespace(set));
      return rendered;
    } catch (GenerationException e) {
      throw new Failed(RENDER_FAILED, e);
    }
  }

  /// An application of a template, before it is patched.
  static ObjectNode rendered(
      JsonNode template, Params params, Templates templates, ApplicationSet.SyncPolicy policy) {
    var body = templates.render(template, params);
    var application = JsonNodeFactory.instance.objectNode();
    application.put("apiVersion", DeliveryResource.API_VERSION).put("kind", "Application");
    var metadata = application.putObject("metadata");
    for (var name : List.of("name", "labels", "annotations", "finalizers")) {
      var value = body.path("metadata").path(name);
      if (!value.isMissingNode()
          && !value.isNull()
          && !(value.isContainerNode() && value.isEmpty())) {
        metadata.set(name, value);
      }
    }
    if (!metadata.has("finalizers")
        && !policy.preserveResourcesOnDeletion()
        && !params.values().isEmpty()) {
      metadata.putArray("finalizers").add(FINALIZER);
    }
    var spec = body.path("spec");
    application.set("spec", spec.isObject() ? spec.deepCopy() : application.objectNode());
    return application;
  }

  /// An application with a patch over it; its project stays (C229).
  static ObjectNode patched(ObjectNode application, String patch) {
    List<JsonNode> documents;
    try {
      documents =
          YamlReader.readLastOfKeys(patch.getBytes(StandardCharsets.UTF_8), "templatePatch")
              .stream()
              .map(document -> document.toJson())
              .toList();
    } catch (MalformedYamlException e) {
      throw new GenerationException("error patching application with templatePatch", e);
    }
    if (documents.isEmpty()) {
      return application;
    }
    var patched = Patching.patched(application, documents.getFirst());
    if (patched.get("spec") instanceof ObjectNode spec) {
      var project = application.path("spec").path("project");
      if (project.isMissingNode()) {
        spec.remove("project");
      } else {
        spec.set("project", project);
      }
    }
    return patched;
  }
}
