package dev.tiphys.memo;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.MemoProduced;
import dev.tiphys.events.RunNews.MemoWanted;
import dev.tiphys.language.time.Durations;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns "a node asks a cache" into "this is what it knows", and keeps what nodes have for theirs.
///
/// An event that comes again may get another answer, of which the node takes the first. What was
/// not heard at all is repaired by announcing again that the node waits, or has something to keep.
public final class Memos {
  /// The types of the events that it wants.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.memo.wanted", "dev.tiphys.memo.produced");

  private final Caches caches;
  private final CacheRules rules;
  private final RunEvents events;
  private final InstantSource clock;

  public Memos(Caches caches, CacheRules rules, RunEvents events, InstantSource clock) {
    this.caches = caches;
    this.rules = rules;
    this.events = events;
    this.clock = clock;
  }

  /// Carries out `event` and returns the event to publish: `dev.tiphys.memo.answered` or
  /// `dev.tiphys.memo.stored`.
  ///
  /// @throws IllegalArgumentException if this is no event about caches
  /// @throws dev.tiphys.log.LogFailure if the store cannot do it
  public List<CloudEvent> apply(CloudEvent event) {
    var news = events.readNews(event);
    var run = news.run();
    RunCommand command =
        switch (news.news()) {
          case MemoWanted wanted -> answer(run, wanted);
          case MemoProduced produced -> keep(run, produced, event);
          default ->
              throw new IllegalArgumentException(
                  "type: expected one of %s, found '%s'".formatted(TYPES, event.getType()));
        };
    return List.of(events.request(run, event.getId() + "-memo", command, event));
  }

  private AnswerMemo answer(RunId run, MemoWanted wanted) {
    var now = clock.instant();
    var refusal = rules.refusal(run.namespace(), wanted.cache());
    if (refusal.isPresent()) {
      return new AnswerMemo(wanted.node(), false, Outputs.NONE, refusal.get(), now);
    }
    Optional<Duration> maxAge = Optional.ofNullable(wanted.maxAge()).map(Durations::parse);
    var found = caches.find(run.namespace(), wanted.cache(), wanted.key(), maxAge, now);
    return new AnswerMemo(
        wanted.node(),
        found.isPresent(),
        found.map(Entry::outputs).orElse(Outputs.NONE),
        null,
        now);
  }

  private MarkMemoStored keep(RunId run, MemoProduced produced, CloudEvent event) {
    if (event.getTime() == null) {
      throw new IllegalArgumentException("time: expected an RFC 3339 time, found none");
    }
    var since = event.getTime().toInstant();
    caches.keep(
        run.namespace(),
        produced.cache(),
        produced.key(),
        new Entry(produced.nodeId(), produced.outputs(), since, since));
    return new MarkMemoStored(produced.node(), clock.instant());
  }
}
