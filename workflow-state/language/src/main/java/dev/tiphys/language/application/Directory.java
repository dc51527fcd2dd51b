package dev.tiphys.language.application;

import dev.tiphys.language.workflow.Fields;
import java.util.List;

/// Which files of a plain directory count (C044–C049).
///
/// @param include one glob; empty for all
/// @param exclude one glob; empty for none
public record Directory(boolean recurse, String include, String exclude, Jsonnet jsonnet) {
  /// Variables and libraries for files of Jsonnet.
  public record Jsonnet(List<Variable> extVars, List<Variable> tlas, List<String> libs) {
    static Jsonnet from(Fields fields) {
      return new Jsonnet(
          fields.objects("extVars", Variable::from),
          fields.objects("tlas", Variable::from),
          fields.texts("libs"));
    }
  }

  /// @param code whether the value is Jsonnet itself
  public record Variable(String name, String value, boolean code) {
    static Variable from(Fields fields) {
      return new Variable(
          fields.textOrEmpty("name"), fields.textOrEmpty("value"), fields.flag("code"));
    }
  }

  static Directory from(Fields fields) {
    return new Directory(
        fields.flag("recurse"),
        fields.textOrEmpty("include"),
        fields.textOrEmpty("exclude"),
        fields.objectOrEmpty("jsonnet", Jsonnet::from));
  }
}
