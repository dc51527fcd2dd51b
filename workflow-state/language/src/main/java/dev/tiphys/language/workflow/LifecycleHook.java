package dev.tiphys.language.workflow;

import org.jspecify.annotations.Nullable;

/// A template that runs beside or after something (F121–F124). The one named `exit` needs no
/// expression.
public record LifecycleHook(
    @Nullable String template,
    @Nullable TemplateRef templateRef,
    Arguments arguments,
    @Nullable String expression) {
  static LifecycleHook from(Fields fields) {
    return new LifecycleHook(
        fields.text("template"),
        fields.object("templateRef", TemplateRef::from),
        fields.objectOrEmpty("arguments", Arguments::from),
        fields.text("expression"));
  }
}
