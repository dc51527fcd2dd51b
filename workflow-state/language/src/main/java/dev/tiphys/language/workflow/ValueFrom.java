package dev.tiphys.language.workflow;

import org.jspecify.annotations.Nullable;

/// Where a parameter's value comes from, if it is not written down (F041–F046).
///
/// @param path a file of the main container
/// @param parameter a whole tag, such as `{{steps.x.outputs.result}}`
/// @param default_ used when the source gives nothing
/// @param supplied a person sets it while the run waits
public record ValueFrom(
    @Nullable String path,
    @Nullable String jsonPath,
    @Nullable String jqFilter,
    @Nullable String parameter,
    @Nullable String expression,
    @Nullable String event,
    @Nullable String default_,
    boolean supplied,
    @Nullable KeyRef configMapKeyRef) {
  static ValueFrom from(Fields fields) {
    return new ValueFrom(
        fields.text("path"),
        fields.text("jsonPath"),
        fields.text("jqFilter"),
        fields.text("parameter"),
        fields.text("expression"),
        fields.text("event"),
        fields.text("default"),
        fields.has("supplied"),
        fields.object("configMapKeyRef", KeyRef::from));
  }
}
