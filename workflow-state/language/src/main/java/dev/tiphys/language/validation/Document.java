package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Resource;
import dev.tiphys.language.yaml.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One document of a file.
///
/// @param yaml as it was written, with positions
/// @param json normalised, without what [#findings] complain of
/// @param resource null when findings make it unreadable
/// @param findings what is wrong with its shape
public record Document(
    String file,
    YamlNode yaml,
    JsonNode json,
    @Nullable Resource resource,
    List<Finding> findings) {
  /// The same document with other content, such as parameters from a command line. Findings keep
  /// pointing at what was written.
  ///
  /// @throws dev.tiphys.language.workflow.MalformedResourceException when `changed` is no such
  ///     resource
  public Document changed(JsonNode changed) {
    return new Document(file, yaml, changed, Resource.from(changed), findings);
  }

  /// A finding at a path of this document.
  Finding finding(String path, String message) {
    return new Finding(file, yaml.locate(path).line(), path, message);
  }
}
