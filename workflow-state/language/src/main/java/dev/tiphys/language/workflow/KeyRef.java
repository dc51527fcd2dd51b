package dev.tiphys.language.workflow;

/// One key of a ConfigMap or Secret. Name and key may hold tags.
///
/// @param optional no error when it is missing
public record KeyRef(String name, String key, boolean optional) {
  static KeyRef from(Fields fields) {
    return new KeyRef(
        fields.textOrEmpty("name"), fields.textOrEmpty("key"), fields.flag("optional"));
  }
}
