package dev.tiphys.language.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template gives (F042–F047, F053).
public record Outputs(List<Parameter> parameters, List<Artifact> artifacts) {
  static Outputs from(Fields fields) {
    return new Outputs(
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
