package dev.tiphys.language.workflow;

/// Which bad ends of a step or task count as good for the flow (F087, F094).
public record ContinueOn(boolean error, boolean failed) {
  static ContinueOn from(Fields fields) {
    return new ContinueOn(fields.flag("error"), fields.flag("failed"));
  }
}
