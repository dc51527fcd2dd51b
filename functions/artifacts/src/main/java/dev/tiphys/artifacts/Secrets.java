package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/// Reads the secrets that locations name, where they are used.
@FunctionalInterface
public interface Secrets {
  /// There are none.
  Secrets NONE = (namespace, name, key) -> null;

  /// The value of a key of a Secret, or null.
  byte @org.jspecify.annotations.Nullable [] value(String namespace, String name, String key);

  /// The secrets that one namespace sees.
  record Of(Secrets secrets, String namespace) {
    /// What the selector under `field` of `fields` names, as text without line ends; empty if there
    /// is no selector.
    ///
    /// @throws ArtifactFailure if it names a secret that is not there
    public String text(JsonNode fields, String field) {
      return new String(bytes(fields, field), StandardCharsets.UTF_8).strip();
    }

    /// The same as it is.
    public byte[] bytes(JsonNode fields, String field) {
      var selector = fields.path(field);
      var name = selector.path("name").asText("");
      if (name.isEmpty()) {
        return new byte[0];
      }
      var key = selector.path("key").asText("");
      var value = secrets.value(namespace, name, key);
      if (value == null && !selector.path("optional").asBoolean(false)) {
        throw new ArtifactFailure(
            "%s: there is no key '%s' in a Secret '%s' of namespace %s",
            field, key, name, namespace);
      }
      return value == null ? new byte[0] : value;
    }
  }
}
