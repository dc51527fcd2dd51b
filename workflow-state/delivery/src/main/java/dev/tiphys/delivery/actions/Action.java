package dev.tiphys.delivery.actions;

import java.util.List;

/// Something that can be done with an object.
///
/// @param disabled whether it makes no sense now; nothing keeps it from being done
/// @param displayName empty for the name itself
public record Action(
    String name, boolean disabled, String displayName, String iconClass, List<Parameter> params) {
  /// A text that an action is given.
  ///
  /// @param byDefault empty for none
  public record Parameter(String name, String byDefault) {}

  public Action {
    params = List.copyOf(params);
  }
}
