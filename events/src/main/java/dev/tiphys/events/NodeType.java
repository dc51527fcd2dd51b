package dev.tiphys.events;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a node of a run is, in Argo's words (F198).
public enum NodeType {
  POD("Pod"),
  CONTAINER("Container"),
  STEPS("Steps"),
  STEP_GROUP("StepGroup"),
  DAG("DAG"),
  TASK_GROUP("TaskGroup"),
  RETRY("Retry"),
  SKIPPED("Skipped"),
  SUSPEND("Suspend"),
  HTTP("HTTP"),
  PLUGIN("Plugin");

  private static final Map<String, NodeType> BY_TEXT =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(NodeType::toString, type -> type));

  private final String text;

  NodeType(String text) {
    this.text = text;
  }

  /// A runner executes such a node; the others only hold nodes together or wait.
  public boolean step() {
    return this == POD || this == HTTP || this == PLUGIN;
  }

  /// The type of that name, exactly as Argo writes it.
  ///
  /// @throws IllegalArgumentException if there is none
  public static NodeType of(String text) {
    var type = BY_TEXT.get(text);
    if (type == null) {
      throw new IllegalArgumentException(
          "'%s' is not a node type: expected one of %s".formatted(text, BY_TEXT.keySet()));
    }
    return type;
  }

  @Override
  public String toString() {
    return text;
  }
}
