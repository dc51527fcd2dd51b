package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.application.ApplicationSpec;
import dev.tiphys.language.application.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What a sync is of: the sources of its operation, or else of the application, each at the
/// revision that the operation names, or else at its own `targetRevision` (C017, C118, C137).
public record SyncedSources(List<Wanted> all) {
  /// One source.
  ///
  /// @param source as a spec says it
  /// @param revision what is wanted of it, as people write revisions
  /// @param named whether that is another one than the source itself says
  public record Wanted(JsonNode source, String revision, boolean named) {
    /// The source as it would say this by itself.
    public ApplicationSource asWanted() {
      ObjectNode copy = source.deepCopy();
      if (!revision.isEmpty()) {
        copy.put("targetRevision", revision);
      }
      return ApplicationSource.from(copy);
    }
  }

  public SyncedSources {
    all = List.copyOf(all);
  }

  /// What an operation on an application means.
  public static SyncedSources of(ApplicationSpec spec, Operation.Sync sync) {
    var sources = new ArrayList<ApplicationSource>();
    if (!sync.sources().isEmpty()) {
      sources.addAll(sync.sources());
    } else if (sync.source() != null) {
      sources.add(sync.source());
    } else {
      sources.addAll(spec.effectiveSources());
    }
    var revisions =
        sync.revisions().isEmpty() && !sync.revision().isEmpty()
            ? List.of(sync.revision())
            : sync.revisions();
    var all = new ArrayList<Wanted>();
    for (var i = 0; i < sources.size(); i++) {
      var own = sources.get(i).targetRevision();
      var wish = i < revisions.size() && !revisions.get(i).isEmpty() ? revisions.get(i) : own;
      all.add(new Wanted(sources.get(i).json(), wish, !wish.equals(own)));
    }
    return new SyncedSources(all);
  }

  /// What an application means by itself.
  public static SyncedSources of(ApplicationSpec spec) {
    return new SyncedSources(
        spec.effectiveSources().stream()
            .map(source -> new Wanted(source.json(), source.targetRevision(), false))
            .toList());
  }

  /// Whether no revision is named.
  public boolean newest() {
    return all.stream().noneMatch(Wanted::named);
  }

  /// Whether these are exactly the sources and revisions that `found` was made of.
  public boolean are(List<ResolvedSource> found) {
    if (found.size() != all.size()) {
      return false;
    }
    for (var i = 0; i < found.size(); i++) {
      var wanted = all.get(i);
      if (!wanted.source().equals(found.get(i).source())
          || wanted.named() && !wanted.revision().equals(found.get(i).revision())) {
        return false;
      }
    }
    return true;
  }

  /// Looks up what the revisions mean.
  public List<ResolvedSource> resolved(Function<ApplicationSource, String> lookup) {
    return all.stream()
        .map(wanted -> new ResolvedSource(wanted.source(), lookup.apply(wanted.asWanted())))
        .toList();
  }
}
