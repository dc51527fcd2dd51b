package dev.tiphys.cli.trial;

import dev.tiphys.engine.rehearsal.Act;
import dev.tiphys.engine.rehearsal.Scene;
import dev.tiphys.engine.rehearsal.Script;
import dev.tiphys.events.NodeType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a test says that steps answer.
///
/// @param answers by pattern; the last of a list is that of all further tries
/// @param fallback of steps that no pattern means
public record Answers(Map<NodePattern, List<Act>> answers, @Nullable Act fallback)
    implements Script {
  /// These, and those of `others` for what none of these means.
  Answers over(Answers others) {
    var all = new LinkedHashMap<>(others.answers);
    answers.forEach(
        (pattern, acts) -> {
          all.keySet().removeIf(other -> other.text().equals(pattern.text()));
          all.put(pattern, acts);
        });
    return new Answers(all, fallback == null ? others.fallback : fallback);
  }

  @Override
  public Optional<Act> act(Scene scene) {
    var pattern = pattern(scene);
    if (pattern.isEmpty()) {
      // Nobody resumes what is suspended unless the test says so.
      return scene.type() == NodeType.SUSPEND ? Optional.empty() : Optional.ofNullable(fallback);
    }
    var acts = answers.get(pattern.get());
    return Optional.of(acts.get(Math.min(scene.attempt(), acts.size() - 1)));
  }

  private Optional<NodePattern> pattern(Scene scene) {
    NodePattern best = null;
    var rank = 0;
    for (var pattern : answers.keySet()) {
      var own = pattern.rank(scene.name());
      if (own > rank) {
        rank = own;
        best = pattern;
      }
    }
    return Optional.ofNullable(best);
  }
}
