package dev.tiphys.events;

import static dev.tiphys.events.ValueReader.needed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tiphys.events.RunCommand.AnswerMemo;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.ExpireRun;
import dev.tiphys.events.RunCommand.FireTimer;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkMemoStored;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.RefuseLocks;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The data of events, field by field as facts have them ([FactJson]). The type and the time are
/// attributes of the event and not repeated here.
final class EventJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final LargeValues large;

  EventJson(LargeValues large) {
    this.large = large;
  }

  static String type(RunCommand command) {
    return switch (command) {
      case StartRun _ -> "dev.tiphys.run.requested";
      case MarkRunning _ -> "dev.tiphys.step.started";
      case MarkDaemoned _ -> "dev.tiphys.step.daemoned";
      case MarkProgress _ -> "dev.tiphys.step.progressed";
      case EndStep _ -> "dev.tiphys.step.ended";
      case FireTimer _ -> "dev.tiphys.timer.due";
      case GrantLocks _ -> "dev.tiphys.locks.granted";
      case RefuseLocks _ -> "dev.tiphys.locks.refused";
      case AnswerMemo _ -> "dev.tiphys.memo.answered";
      case MarkMemoStored _ -> "dev.tiphys.memo.stored";
      case SuspendRun _ -> "dev.tiphys.run.suspend.requested";
      case ResumeRun _ -> "dev.tiphys.run.resume.requested";
      case StopRun _ -> "dev.tiphys.run.stop.requested";
      case SetNodes _ -> "dev.tiphys.run.set.requested";
      case RetryRun _ -> "dev.tiphys.run.retry.requested";
      case CollectArtifacts _ -> "dev.tiphys.artifacts.collected";
      case ExpireRun _ -> "dev.tiphys.run.expire.requested";
    };
  }

  static final Set<String> COMMAND_TYPES =
      Set.of(
          "dev.tiphys.run.requested",
          "dev.tiphys.artifacts.collected",
          "dev.tiphys.step.started",
          "dev.tiphys.step.daemoned",
          "dev.tiphys.step.progressed",
          "dev.tiphys.step.ended",
          "dev.tiphys.timer.due",
          "dev.tiphys.locks.granted",
          "dev.tiphys.locks.refused",
          "dev.tiphys.memo.answered",
          "dev.tiphys.memo.stored",
          "dev.tiphys.run.suspend.requested",
          "dev.tiphys.run.resume.requested",
          "dev.tiphys.run.stop.requested",
          "dev.tiphys.run.set.requested",
          "dev.tiphys.run.retry.requested",
          "dev.tiphys.run.expire.requested");

  static String type(RunNews news) {
    return switch (news) {
      case RunNews.RunStarted _ -> "dev.tiphys.run.started";
      case RunNews.RunFinished _ -> "dev.tiphys.run.finished";
      case RunNews.RunExpired _ -> "dev.tiphys.run.expired";
      case RunNews.PodsCollected _ -> "dev.tiphys.pods.collected";
      case RunNews.StepReady _ -> "dev.tiphys.step.ready";
      case RunNews.StepCancelled _ -> "dev.tiphys.step.cancelled";
      case RunNews.TimerSet _ -> "dev.tiphys.timer.set";
      case RunNews.LocksWanted _ -> "dev.tiphys.locks.wanted";
      case RunNews.LocksReleased _ -> "dev.tiphys.locks.released";
      case RunNews.MemoWanted _ -> "dev.tiphys.memo.wanted";
      case RunNews.MemoProduced _ -> "dev.tiphys.memo.produced";
    };
  }

  static final Set<String> NEWS_TYPES =
      Set.of(
          "dev.tiphys.run.started",
          "dev.tiphys.run.finished",
          "dev.tiphys.run.expired",
          "dev.tiphys.pods.collected",
          "dev.tiphys.step.ready",
          "dev.tiphys.step.cancelled",
          "dev.tiphys.timer.set",
          "dev.tiphys.locks.wanted",
          "dev.tiphys.locks.released",
          "dev.tiphys.memo.wanted",
          "dev.tiphys.memo.produced");

  byte[] bytes(RunCommand command) {
    return object(fields -> write(command, fields));
  }

  byte[] bytes(RunNews news) {
    return object(fields -> write(news, fields));
  }

  private interface Body {
    void write(ValueWriter fields) throws IOException;
  }

  private byte[] object(Body body) {
    var bytes = new ByteArrayOutputStream(128);
    try (var out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      body.write(new ValueWriter(out, large));
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(RunCommand command, ValueWriter fields) throws IOException {
    switch (command) {
      case StartRun c -> fields.json("pinned", c.pinned());
      case MarkRunning c ->
          fields.number("n", c.node(), -1).text("host", c.host()).text("ip", c.ip());
      case MarkDaemoned c -> fields.number("n", c.node(), -1).text("ip", c.ip());
      case MarkProgress c ->
          fields
              .number("n", c.node(), -1)
              .text("progress", c.progress())
              .text("message", c.message());
      case EndStep c ->
          fields
              .number("n", c.node(), -1)
              .phase(c.phase(), Phase.PENDING)
              .text("message", c.message())
              .outputs(c.outputs())
              .containers(c.containers())
              .time("startedAt", c.startedAt());
      case FireTimer c ->
          fields
              .number("n", c.node(), -1)
              .text("kind", ValueReader.text(c.kind()))
              .time("due", c.due());
      case GrantLocks c -> fields.number("n", c.node(), -1).list("locks", c.locks());
      case RefuseLocks c -> fields.number("n", c.node(), -1).text("message", c.message());
      case AnswerMemo c ->
          fields
              .number("n", c.node(), -1)
              .flag("hit", c.hit())
              .outputs(c.outputs())
              .text("message", c.message());
      case MarkMemoStored c -> fields.number("n", c.node(), -1);
      case SuspendRun _, ExpireRun _ -> {}
      case CollectArtifacts c ->
          fields
              .names("artifacts", c.artifacts())
              .flag("deletion", c.deletion())
              .text("message", c.problem());
      case ResumeRun c -> fields.text("selector", given(c.selector()));
      case StopRun c ->
          fields
              .text("strategy", c.strategy().toString())
              .text("selector", given(c.selector()))
              .text("message", c.message());
      case SetNodes c ->
          fields
              .text("selector", given(c.selector()))
              .text("phase", c.phase() == null ? null : c.phase().toString())
              .text("message", c.message())
              .texts("parameters", c.outputParameters());
      case RetryRun c ->
          fields
              .flag("restartSuccessful", c.restartSuccessful())
              .text("selector", given(c.selector()))
              .texts("parameters", c.parameters());
    }
  }

  private static @Nullable String given(String selector) {
    return selector.isEmpty() ? null : selector;
  }

  private static void write(RunNews news, ValueWriter fields) throws IOException {
    switch (news) {
      case RunNews.RunStarted _, RunNews.RunExpired _ -> {}
      case RunNews.PodsCollected n -> fields.number("n", n.node(), -1);
      case RunNews.RunFinished n ->
          fields.phase(n.phase(), Phase.PENDING).text("message", n.message());
      case RunNews.StepReady n -> fields.number("n", n.node(), -1);
      case RunNews.StepCancelled n -> fields.number("n", n.node(), -1);
      case RunNews.TimerSet n ->
          fields
              .number("n", n.node(), -1)
              .text("kind", ValueReader.text(n.kind()))
              .time("due", n.due());
      case RunNews.LocksWanted n ->
          fields
              .number("n", n.node(), -1)
              .list("locks", n.locks())
              .number("priority", n.priority(), 0)
              .time("since", n.since());
      case RunNews.LocksReleased n -> fields.number("n", n.node(), -1).list("locks", n.locks());
      case RunNews.MemoWanted n ->
          fields
              .number("n", n.node(), -1)
              .text("cache", n.cache())
              .text("key", n.key())
              .text("maxAge", n.maxAge());
      case RunNews.MemoProduced n ->
          fields
              .number("n", n.node(), -1)
              .text("id", n.nodeId())
              .text("cache", n.cache())
              .text("key", n.key())
              .outputs(n.outputs());
    }
  }

  /// @throws IllegalArgumentException if `bytes` are not the data of an event of that type
  RunCommand command(String type, Instant at, byte[] bytes) {
    var f = fields(bytes);
    return switch (type) {
      case "dev.tiphys.run.requested" -> new StartRun(needed("pinned", f.pinned), at);
      case "dev.tiphys.step.started" -> new MarkRunning(f.neededNode(), f.host, f.ip, at);
      case "dev.tiphys.step.daemoned" -> new MarkDaemoned(f.neededNode(), f.ip, at);
      case "dev.tiphys.step.progressed" ->
          new MarkProgress(f.neededNode(), f.progress, f.message, at);
      case "dev.tiphys.step.ended" ->
          new EndStep(
              f.neededNode(),
              f.phase(Phase.PENDING),
              f.message,
              f.outputs,
              f.startedAt,
              f.containers,
              at);
      case "dev.tiphys.timer.due" ->
          new FireTimer(f.node, needed("kind", f.kind), needed("due", f.due), at);
      case "dev.tiphys.locks.granted" -> new GrantLocks(f.node, f.locks, at);
      case "dev.tiphys.locks.refused" -> new RefuseLocks(f.node, needed("message", f.message), at);
      case "dev.tiphys.memo.answered" ->
          new AnswerMemo(f.neededNode(), f.hit, f.outputs, f.message, at);
      case "dev.tiphys.memo.stored" -> new MarkMemoStored(f.neededNode(), at);
      case "dev.tiphys.run.suspend.requested" -> new SuspendRun(at);
      case "dev.tiphys.run.resume.requested" -> new ResumeRun(f.selector, at);
      case "dev.tiphys.run.stop.requested" ->
          new StopRun(f.strategy == null ? Shutdown.STOP : f.strategy, f.selector, f.message, at);
      case "dev.tiphys.run.set.requested" ->
          new SetNodes(f.selector, f.phase, f.message, f.parameters, at);
      case "dev.tiphys.run.retry.requested" ->
          new RetryRun(f.restartSuccessful, f.selector, f.parameters, at);
      case "dev.tiphys.artifacts.collected" ->
          new CollectArtifacts(f.names(), f.deletion, f.message, at);
      case "dev.tiphys.run.expire.requested" -> new ExpireRun(at);
      default -> throw new IllegalArgumentException(notOneOf(type, COMMAND_TYPES));
    };
  }

  /// @throws IllegalArgumentException if `bytes` are not the data of an event of that type
  RunNews news(String type, byte[] bytes) {
    var f = fields(bytes);
    return switch (type) {
      case "dev.tiphys.run.started" -> new RunNews.RunStarted();
      case "dev.tiphys.run.finished" -> new RunNews.RunFinished(f.phase(Phase.PENDING), f.message);
      case "dev.tiphys.run.expired" -> new RunNews.RunExpired();
      case "dev.tiphys.pods.collected" -> new RunNews.PodsCollected(f.node);
      case "dev.tiphys.step.ready" -> new RunNews.StepReady(f.neededNode());
      case "dev.tiphys.step.cancelled" -> new RunNews.StepCancelled(f.neededNode());
      case "dev.tiphys.timer.set" ->
          new RunNews.TimerSet(f.node, needed("kind", f.kind), needed("due", f.due));
      case "dev.tiphys.locks.wanted" ->
          new RunNews.LocksWanted(f.node, f.locks, f.priority, needed("since", f.since));
      case "dev.tiphys.locks.released" -> new RunNews.LocksReleased(f.node, f.locks);
      case "dev.tiphys.memo.wanted" ->
          new RunNews.MemoWanted(
              f.neededNode(), needed("cache", f.cache), needed("key", f.key), f.maxAge);
      case "dev.tiphys.memo.produced" ->
          new RunNews.MemoProduced(
              f.neededNode(),
              needed("id", f.id),
              needed("cache", f.cache),
              needed("key", f.key),
              f.outputs);
      default -> throw new IllegalArgumentException(notOneOf(type, NEWS_TYPES));
    };
  }

  static String notOneOf(String type, Set<String> types) {
    return "events of type '%s' are not for this: expected one of %s"
        .formatted(Shown.of(type), types.stream().sorted().toList());
  }

  private ValueReader fields(byte[] bytes) {
    try (var in = JSON.createParser(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("expected a JSON object");
      }
      var fields = new ValueReader(in, large);
      fields.readFields();
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("expected nothing after the JSON object");
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
