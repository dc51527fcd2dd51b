package dev.tiphys.language.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller hands over: to a run, a step, a task or a hook.
public record Arguments(List<Parameter> parameters, List<Artifact> artifacts) {
  static Arguments from(Fields fields) {
    return new Arguments(
        fields.objects("parameters", Parameter::from), fields.objects("artifacts", Artifact::from));
  }

  /// The parameter of that name, or null.
  public @Nullable Parameter parameter(String name) {
    return Parameter.find(parameters, name);
  }

  /// The artifact of that name, or null.
  public @Nullable Artifact artifact(String name) {
    return Artifact.find(artifacts, name);
  }
}
