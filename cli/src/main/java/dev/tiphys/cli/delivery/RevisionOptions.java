package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which revision of its sources an application is taken at, other than its own.
final class RevisionOptions {
  @Option(
      names = "--revision",
      paramLabel = "REV",
      description = "A branch, tag, commit or version, this once.")
  private @Nullable String revision;

  @Option(
      names = "--revisions",
      paramLabel = "REV",
      split = ",",
      description = "Of several sources, those at --source-positions.")
  private List<String> revisions = List.of();

  @Option(
      names = "--source-positions",
      paramLabel = "N",
      split = ",",
      description = "Which sources --revisions are for, from 1.")
  private List<Integer> positions = List.of();

  /// Whether one is named.
  boolean any() {
    return revision != null || !revisions.isEmpty();
  }

  /// @throws BadInput if they make no sense together
  void check() {
    if (revisions.size() != positions.size()) {
      throw new BadInput(
          "--revisions and --source-positions: expected as many, found %d and %d"
              .formatted(revisions.size(), positions.size()));
    }
    if (revision != null && !revisions.isEmpty()) {
      throw new BadInput("--revision and --revisions: expected one of them, found both");
    }
  }

  /// Writes them into the body of a request.
  void into(ObjectNode request) {
    if (revision != null) {
      request.put("revision", revision);
    }
    if (!revisions.isEmpty()) {
      revisions.forEach(request.putArray("revisions")::add);
      positions.forEach(request.putArray("sourcePositions")::add);
    }
  }

  /// Writes them into the query of a request; of a list each value is a line.
  void into(Map<String, String> query) {
    if (revision != null) {
      query.put("revision", revision);
    }
    if (!revisions.isEmpty()) {
      query.put("revisions", String.join("\n", revisions));
      query.put(
          "sourcePositions",
          positions.stream().map(String::valueOf).collect(Collectors.joining("\n")));
    }
  }
}
