package dev.tiphys.language.application;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where checks put what they find.
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String path, String message) {
    found.add(new Problem(path, message));
  }

  /// Adds a problem unless there is none.
  void addIf(boolean wrong, String path, String message) {
    if (wrong) {
      add(path, message);
    }
  }

  /// Adds a message, unless it is null.
  void addUnlessNull(String path, @Nullable String message) {
    if (message != null) {
      add(path, message);
    }
  }

  List<Problem> list() {
    return List.copyOf(found);
  }
}
