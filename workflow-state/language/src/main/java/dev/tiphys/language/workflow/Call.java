package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A step of a group or a task of a dag: which template to run, with what, and when.
///
/// @param name empty when it was not written
/// @param template one of `template`, `templateRef` and `inline` is there
/// @param withItems null when absent; an empty list is a loop that skips (F076)
/// @param withParam text that becomes a JSON list
/// @param when null or empty means always
/// @param depends tasks only; excludes `dependencies` and `continueOn`
/// @param dependencies tasks only
public record Call(
    String name,
    @Nullable String template,
    @Nullable TemplateRef templateRef,
    @Nullable Template inline,
    Arguments arguments,
    @Nullable List<JsonNode> withItems,
    @Nullable String withParam,
    @Nullable Sequence withSequence,
    @Nullable String when,
    ContinueOn continueOn,
    @Nullable String onExit,
    Map<String, LifecycleHook> hooks,
    @Nullable String depends,
    List<String> dependencies) {
  static Call from(Fields fields) {
    return new Call(
        fields.textOrEmpty("name"),
        fields.text("template"),
        fields.object("templateRef", TemplateRef::from),
        fields.object("inline", Template::from),
        fields.objectOrEmpty("arguments", Arguments::from),
        fields.has("withItems") ? fields.jsons("withItems") : null,
        fields.text("withParam"),
        fields.object("withSequence", Sequence::from),
        fields.text("when"),
        fields.objectOrEmpty("continueOn", ContinueOn::from),
        fields.text("onExit"),
        fields.objectMap("hooks", LifecycleHook::from),
        fields.text("depends"),
        fields.texts("dependencies"));
  }

  /// True when this runs once for each item of something.
  public boolean loops() {
    return withItems != null || withParam != null || withSequence != null;
  }
}
