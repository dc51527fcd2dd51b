package dev.tiphys.trigger;

import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.workflow.AnyString;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlNode.Mapping;
import dev.tiphys.language.yaml.YamlNode.Scalar;
import dev.tiphys.language.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The file of `--parameter-file`: one flat map from names to scalars, in YAML or JSON.
public final class ParameterFile {
  private ParameterFile() {}

  /// Name → value, in the order of the file; numbers and booleans become the text that Argo makes
  /// of them.
  ///
  /// @param file what findings call it
  /// @throws InvalidSubmission if it is anything but such a map
  public static Map<String, String> read(byte[] bytes, String file) {
    List<YamlNode> documents;
    try {
      documents = YamlReader.read(bytes, file);
    } catch (MalformedYamlException e) {
      throw new InvalidSubmission(
          List.of(new Finding(file, e.line(), "", "column " + e.column() + ": " + e.problem())));
    }
    if (documents.isEmpty()) {
      return Map.of();
    }
    if (documents.size() > 1 || !(documents.getFirst() instanceof Mapping map)) {
      var found = documents.size() > 1 ? "several documents" : documents.getFirst().described();
      throw new InvalidSubmission(
          List.of(
              new Finding(
                  file,
                  documents.getLast().line(),
                  "",
                  "expected one map from parameter names to values, found " + found)));
    }
    return values(map, file);
  }

  private static Map<String, String> values(Mapping map, String file) {
    var values = new LinkedHashMap<String, String>();
    var findings = new ArrayList<Finding>();
    map.entries()
        .forEach(
            (name, entry) -> {
              if (entry.value() instanceof Scalar scalar && !scalar.value().isNull()) {
                values.put(name, AnyString.of(scalar.value()));
              } else {
                findings.add(
                    new Finding(
                        file,
                        entry.line(),
                        name,
                        "expected a string, number or boolean, found "
                            + entry.value().described()));
              }
            });
    if (!findings.isEmpty()) {
      throw new InvalidSubmission(findings);
    }
    return values;
  }
}
