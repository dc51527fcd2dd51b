package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a chart is rendered (C018–C032).
///
/// @param values YAML as text; ignored beside `valuesObject`
/// @param version empty or `v3`
public record Helm(
    List<String> valueFiles,
    List<Parameter> parameters,
    List<FileParameter> fileParameters,
    String releaseName,
    String values,
    @Nullable JsonNode valuesObject,
    String version,
    boolean passCredentials,
    boolean ignoreMissingValueFiles,
    boolean skipCrds,
    boolean skipSchemaValidation,
    boolean skipTests,
    String kubeVersion,
    List<String> apiVersions,
    String namespace) {
  /// What `--set` or, forced, `--set-string` sets.
  public record Parameter(String name, String value, boolean forceString) {
    static Parameter from(Fields fields) {
      return new Parameter(
          fields.textOrEmpty("name"), fields.textOrEmpty("value"), fields.flag("forceString"));
    }
  }

  /// What `--set-file` sets.
  public record FileParameter(String name, String path) {
    static FileParameter from(Fields fields) {
      return new FileParameter(fields.textOrEmpty("name"), fields.textOrEmpty("path"));
    }
  }

  static Helm from(Fields fields) {
    return new Helm(
        fields.texts("valueFiles"),
        fields.objects("parameters", Parameter::from),
        fields.objects("fileParameters", FileParameter::from),
        fields.textOrEmpty("releaseName"),
        fields.textOrEmpty("values"),
        fields.json("valuesObject"),
        fields.textOrEmpty("version"),
        fields.flag("passCredentials"),
        fields.flag("ignoreMissingValueFiles"),
        fields.flag("skipCrds"),
        fields.flag("skipSchemaValidation"),
        fields.flag("skipTests"),
        fields.textOrEmpty("kubeVersion"),
        fields.texts("apiVersions"),
        fields.textOrEmpty("namespace"));
  }
}
