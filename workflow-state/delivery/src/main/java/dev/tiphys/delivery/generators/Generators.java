package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.LabelSelector;
import dev.tiphys.delivery.generators.Generator.Context;
import dev.tiphys.language.application.ApplicationSetCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All kinds of generators by the names under which they stand.
public final class Generators {
  private static final int SETS_MAX = 50_000;
  private static final int DEPTH_MAX = 4;

  private final Map<String, Generator> kinds = new LinkedHashMap<>();
  private int depth;

  /// @param newGitFileGlobbing how patterns of files are read (C239)
  public Generators(boolean newGitFileGlobbing) {
    kinds.put("list", new ListGenerator());
    kinds.put("clusters", new ClusterGenerator());
    kinds.put("git", new GitGenerator(newGitFileGlobbing));
    kinds.put("scmProvider", new ScmGenerator());
    kinds.put("clusterDecisionResource", new DecisionGenerator());
    kinds.put("pullRequest", new PullRequestGenerator());
    kinds.put("plugin", new PluginGenerator());
    kinds.put("matrix", new MatrixGenerator(this));
    kinds.put("merge", new MergeGenerator(this));
  }

  /// The same, with another generator under a name.
  Generators with(String kind, Generator generator) {
    kinds.put(kind, generator);
    return this;
  }

  /// The sets of an entry of `generators`, by the kinds that it holds, without those that its
  /// selector leaves out.
  ///
  /// @throws GenerationException if one of them cannot be made
  Map<String, List<Params>> byKind(JsonNode entry, Context context) {
    var selector = selector(entry.path("selector"));
    var sets = new LinkedHashMap<String, List<Params>>();
    kinds.forEach(
        (kind, generator) -> {
          if (entry.hasNonNull(kind)) {
            sets.put(
                kind,
                generator.generate(entry.get(kind), context).stream()
                    .filter(params -> selector.isEmpty() || selector.matches(params.flat()))
                    .toList());
          }
        });
    return sets;
  }

  /// The sets of a child of a matrix or a merge.
  List<Params> child(JsonNode entry, String parent, Context context) {
    single(entry, parent);
    if (++depth > DEPTH_MAX) {
      throw new GenerationException(
          "expected at most %d generators within each other".formatted(DEPTH_MAX));
    }
    try {
      var sets = new ArrayList<Params>();
      byKind(entry, context).values().forEach(sets::addAll);
      checkCount(sets.size());
      return sets;
    } finally {
      depth--;
    }
  }

  static void single(JsonNode entry, String parent) {
    var count = ApplicationSetCheck.GENERATORS.stream().filter(entry::hasNonNull).count();
    var title = parent.equals("matrix") ? "matrix" : "merge";
    if (count > 1) {
      throw new GenerationException(
          "found more than one generator in %s.Generators".formatted(title));
    }
    if (count == 0) {
      throw new GenerationException("found no generator in %s.Generators".formatted(title));
    }
  }

  static void checkCount(int sets) {
    if (sets > SETS_MAX) {
      throw new GenerationException(
          "expected at most %d sets of parameters (limit SETS_MAX)".formatted(SETS_MAX));
    }
  }

  static LabelSelector selector(JsonNode json) {
    try {
      return LabelSelector.of(json);
    } catch (IllegalArgumentException e) {
      throw new GenerationException("error parsing label selector", e);
    }
  }
}
