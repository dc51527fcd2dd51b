package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import dev.tiphys.language.workflow.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applications made from a template and sets of parameters (C224).
public record ApplicationSet(ObjectMeta metadata, Spec spec, JsonNode json)
    implements DeliveryResource {
  /// @param generators each as written: a matrix renders its second child before it is read
  /// @param template as written: every text of it is a template
  /// @param templatePatch null when there is none
  /// @param strategy null for all at once
  public record Spec(
      List<JsonNode> generators,
      JsonNode template,
      boolean goTemplate,
      List<String> goTemplateOptions,
      @Nullable String templatePatch,
      SyncPolicy syncPolicy,
      @Nullable Strategy strategy,
      Preserved preservedFields,
      List<Ignored> ignoreApplicationDifferences,
      JsonNode json) {
    static Spec from(Fields fields) {
      return new Spec(
          fields.jsons("generators"),
          fields.objectOrEmpty("template", Fields::node),
          fields.flag("goTemplate"),
          fields.texts("goTemplateOptions"),
          fields.text("templatePatch"),
          fields.objectOrEmpty("syncPolicy", SyncPolicy::from),
          fields.object("strategy", Strategy::from),
          fields.objectOrEmpty("preservedFields", Preserved::from),
          fields.objects("ignoreApplicationDifferences", Ignored::from),
          fields.node());
    }
  }

  /// What the set does with its applications (C251, C252).
  ///
  /// @param applicationsSync `sync`, `create-update`, `create-delete` or `create-only`; empty for
  ///     the default, `sync`
  public record SyncPolicy(String applicationsSync, boolean preserveResourcesOnDeletion) {
    static SyncPolicy from(Fields fields) {
      return new SyncPolicy(
          fields.textOrEmpty("applicationsSync"), fields.flag("preserveResourcesOnDeletion"));
    }
  }

  /// In which order applications are synced and deleted (C260, C265).
  ///
  /// @param type `AllAtOnce` or `RollingSync`; empty for the first
  /// @param deletionOrder `AllAtOnce` or `Reverse`; empty for the first
  public record Strategy(String type, List<Step> steps, String deletionOrder) {
    static Strategy from(Fields fields) {
      return new Strategy(
          fields.textOrEmpty("type"),
          fields.objectOrEmpty("rollingSync", rolling -> rolling.objects("steps", Step::from)),
          fields.textOrEmpty("deletionOrder"));
    }
  }

  /// The applications of one step, and how many of them at once.
  ///
  /// @param maxUpdate a number or a percentage; null for all
  public record Step(List<Expression> matchExpressions, @Nullable String maxUpdate) {
    static Step from(Fields fields) {
      return new Step(
          fields.objects("matchExpressions", Expression::from), fields.text("maxUpdate"));
    }
  }

  /// A condition on a label (C261).
  public record Expression(String key, String operator, List<String> values) {
    static Expression from(Fields fields) {
      return new Expression(
          fields.textOrEmpty("key"), fields.textOrEmpty("operator"), fields.texts("values"));
    }
  }

  /// Keys that keep the value which an application has (C255).
  public record Preserved(List<String> annotations, List<String> labels) {
    static Preserved from(Fields fields) {
      return new Preserved(fields.texts("annotations"), fields.texts("labels"));
    }
  }

  /// Fields of applications that the set leaves alone (C256).
  ///
  /// @param name empty for all applications
  public record Ignored(String name, List<String> jsonPointers, List<String> jqPathExpressions) {
    static Ignored from(Fields fields) {
      return new Ignored(
          fields.textOrEmpty("name"),
          fields.texts("jsonPointers"),
          fields.texts("jqPathExpressions"));
    }
  }

  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type or a needed one is absent
  public static ApplicationSet from(JsonNode json) {
    var fields = Fields.of(json);
    return new ApplicationSet(
        fields.objectOrEmpty("metadata", ObjectMeta::from),
        fields.objectOrEmpty("spec", Spec::from),
        json);
  }

  @Override
  public String kind() {
    return "ApplicationSet";
  }

  /// Its name; empty when it has none.
  public String name() {
    var name = metadata.name();
    return name == null ? "" : name;
  }
}
