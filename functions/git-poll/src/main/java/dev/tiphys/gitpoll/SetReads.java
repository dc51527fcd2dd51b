package dev.tiphys.gitpoll;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.delivery.sets.SetState;
import dev.tiphys.doorway.ApplicationSets;
import dev.tiphys.doorway.Sets;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.Sources.Listing;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the generators of sets of applications read the last time, and whether it means something
/// else now.
public record SetReads(ApplicationSets resources, Sets sets) {
  /// The sets that read repositories.
  List<Reader> readers(Sources sources, CloudEvent cause, Instant now) {
    var readers = new ArrayList<Reader>();
    for (var id : resources.all().keySet()) {
      var state = sets.load(id, 0);
      var generated = state.generated();
      if (generated != null && !generated.reads().isEmpty()) {
        readers.add(
            new Reader(
                generated.reads().stream()
                    .map(read -> sources.key(source(read), read.project()))
                    .distinct()
                    .toList(),
                listing ->
                    isNews(state, generated.reads(), listing)
                        ? List.of(DeliveryEvents.generate(id, request(id, cause), now))
                        : List.of()));
      }
    }
    return readers;
  }

  private static String request(SetId id, CloudEvent cause) {
    return "read " + cause.getId() + " " + id.uid();
  }

  /// That a repository does not answer is news too, once.
  private static boolean isNews(SetState state, List<SetRead> reads, Listing listing) {
    try {
      for (var read : reads) {
        if (!listing.resolve(source(read), read.project()).equals(read.revision())) {
          return true;
        }
      }
      return false;
    } catch (SourceFailure e) {
      return state.failed() == null;
    }
  }

  private static ApplicationSource source(SetRead read) {
    return ApplicationSource.from(
        JsonNodeFactory.instance
            .objectNode()
            .put("repoURL", read.repoUrl())
            .put("path", ".")
            .put("targetRevision", read.targetRevision()));
  }
}
