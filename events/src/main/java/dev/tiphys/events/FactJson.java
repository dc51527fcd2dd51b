package dev.tiphys.events;

import static dev.tiphys.events.ValueReader.needed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tiphys.events.RunFact.ArtifactsCollected;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.EndIgnored;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.LocksReleased;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.LoopExpanded;
import dev.tiphys.events.RunFact.MemoAnswered;
import dev.tiphys.events.RunFact.MemoStored;
import dev.tiphys.events.RunFact.MemoWanted;
import dev.tiphys.events.RunFact.MetricsEmitted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.NodeProgressed;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.NodeSettled;
import dev.tiphys.events.RunFact.OutputsSet;
import dev.tiphys.events.RunFact.PodsCollected;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunExpired;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunResumed;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunFact.RunSuspended;
import dev.tiphys.events.RunFact.ShutdownRequested;
import dev.tiphys.events.RunFact.TimerSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Facts as the log stores them: `{"t":"node.added","n":12,…}`, the type first, defaults left out,
/// times as milliseconds since 1970, large values by reference. The golden files of the tests show
/// every field. Written by hand because replay has to read more than a million of these a second.
///
/// A fact that follows another of the same commit leaves out its time if that is the same. Most
/// facts are of a step that succeeded and of the group that ends or begins around it, so these say
/// the least.
///
/// A field that this version does not know is passed over. A type that it does not know is
/// refused: what it would have changed cannot be guessed (attack case 25).
public final class FactJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final LargeValues large;

  public FactJson(LargeValues large) {
    this.large = large;
  }

  /// `fact` as one JSON object.
  public byte[] bytes(RunFact fact) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = JSON.createGenerator(bytes)) {
      write(fact, null, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// Reads back what [#bytes] wrote.
  ///
  /// @throws IllegalArgumentException if it is not a fact, or one of a type not known here
  public RunFact fact(byte[] bytes) {
    try (var in = JSON.createParser(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("a fact should be a JSON object");
      }
      return read(in, null);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a fact cannot be read: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes `fact` as one object.
  ///
  /// @param before the fact that was written before it into the same commit
  public void write(RunFact fact, @Nullable RunFact before, JsonGenerator out) throws IOException {
    var fields = new ValueWriter(out, large, before == null ? null : FactTimes.of(before));
    out.writeStartObject();
    out.writeStringField("t", tag(fact));
    switch (fact) {
      case RunStarted f -> fields.json("pinned", f.pinned()).at(f.at());
      case NodeAdded f -> writeAdded(f, fields);
      case LoopExpanded f ->
          fields.number("p", f.parent(), -1).number("spot", f.spot(), 0).items(f.items());
      case CallDeferred f ->
          fields
              .number("p", f.parent(), -1)
              .number("spot", f.spot(), 0)
              .number("item", f.item(), -1);
      case NodeRunning f ->
          fields.number("n", f.node(), -1).text("host", f.host()).text("ip", f.ip()).at(f.at());
      case NodeDaemoned f -> fields.number("n", f.node(), -1).text("ip", f.ip()).at(f.at());
      case NodeNoted f -> fields.number("n", f.node(), -1).text("message", f.message());
      case NodeProgressed f -> fields.number("n", f.node(), -1).text("progress", f.progress());
      case OutputsSet f ->
          fields
              .number("n", f.node(), -1)
              .texts("parameters", f.parameters())
              .text("message", f.message());
      case NodeEnded f ->
          fields
              .number("n", f.node(), -1)
              .phase(f.phase(), Phase.SUCCEEDED)
              .text("message", f.message())
              .outputs(f.outputs())
              .flag("cancelled", f.cancelled())
              .time("startedAt", f.startedAt())
              .texts("globalNames", f.globalNames())
              .at(f.at());
      case NodeSettled f -> fields.number("n", f.node(), -1);
      case EndIgnored f ->
          fields.number("n", f.node(), -1).phase(f.phase(), Phase.PENDING).at(f.at());
      case TimerSet f ->
          fields
              .number("n", f.node(), -1)
              .text("kind", ValueReader.text(f.kind()))
              .time("due", f.due());
      case LocksWanted f -> fields.number("n", f.node(), -1).list("locks", f.locks());
      case LocksGranted f -> fields.number("n", f.node(), -1);
      case LocksReleased f -> fields.number("n", f.node(), -1).list("locks", f.locks());
      case MemoWanted f ->
          fields
              .number("n", f.node(), -1)
              .text("cache", f.cache())
              .text("key", f.key())
              .text("maxAge", f.maxAge());
      case MemoAnswered f -> fields.number("n", f.node(), -1).flag("hit", f.hit());
      case MemoStored f -> fields.number("n", f.node(), -1);
      case RunSuspended f -> fields.at(f.at());
      case RunResumed f -> fields.at(f.at());
      case ShutdownRequested f -> fields.text("strategy", f.strategy().toString()).at(f.at());
      case RunRetried f ->
          fields
              .numbers("removed", f.removed())
              .numbers("reopened", f.reopened())
              .texts("parameters", f.parameters())
              .at(f.at());
      case RunFinished f ->
          fields.phase(f.phase(), Phase.PENDING).text("message", f.message()).at(f.at());
      case PodsCollected f -> fields.number("n", f.node(), -1);
      case RunExpired f -> fields.at(f.at());
      case ArtifactsCollected f ->
          fields
              .names("artifacts", f.artifacts())
              .flag("deletion", f.deletion())
              .text("message", f.problem());
      case MetricsEmitted f ->
          fields.number("n", f.node(), -1).samples(f.samples()).text("message", f.problem());
    }
    out.writeEndObject();
  }

  private static void writeAdded(NodeAdded fact, ValueWriter fields) throws IOException {
    fields.number("n", fact.node(), -1).number("p", fact.parent(), -1);
    var group = fact.role() == Role.GROUP && fact.type() == NodeType.STEP_GROUP;
    if (fact.role() != Role.CALL && !group) {
      fields.text("role", ValueReader.text(fact.role()));
    }
    fields.number("spot", fact.spot(), 0).number("item", fact.item(), -1);
    if (fact.type() != NodeType.POD) {
      fields.text("type", fact.type().toString());
    }
    fields
        .text("as", fact.as().isEmpty() ? null : fact.as())
        .text("template", fact.template())
        .phase(fact.phase(), group ? Phase.RUNNING : Phase.PENDING)
        .text("message", fact.message())
        .texts("inputs", fact.inputs())
        .jsons("artifacts", fact.artifacts())
        .texts("captured", fact.captured())
        .flag("held", fact.held())
        .at(fact.at());
  }

  /// The type of a fact as the log names it.
  static String tag(RunFact fact) {
    return switch (fact) {
      case RunStarted _ -> "run.started";
      case NodeAdded _ -> "node.added";
      case LoopExpanded _ -> "loop.expanded";
      case CallDeferred _ -> "call.deferred";
      case NodeRunning _ -> "node.running";
      case NodeDaemoned _ -> "node.daemoned";
      case NodeNoted _ -> "node.noted";
      case NodeProgressed _ -> "node.progressed";
      case OutputsSet _ -> "outputs.set";
      case NodeEnded _ -> "node.ended";
      case NodeSettled _ -> "node.settled";
      case EndIgnored _ -> "end.ignored";
      case TimerSet _ -> "timer.set";
      case LocksWanted _ -> "locks.wanted";
      case LocksGranted _ -> "locks.granted";
      case LocksReleased _ -> "locks.released";
      case MemoWanted _ -> "memo.wanted";
      case MemoAnswered _ -> "memo.answered";
      case MemoStored _ -> "memo.stored";
      case RunSuspended _ -> "run.suspended";
      case RunResumed _ -> "run.resumed";
      case ShutdownRequested _ -> "run.shutdown";
      case RunRetried _ -> "run.retried";
      case RunFinished _ -> "run.finished";
      case PodsCollected _ -> "pods.collected";
      case RunExpired _ -> "run.expired";
      case ArtifactsCollected _ -> "artifacts.collected";
      case MetricsEmitted _ -> "metrics.emitted";
    };
  }

  /// Reads the object at whose start `in` stands, up to its end.
  ///
  /// @throws IllegalArgumentException if it is not a fact, or one of a type not known here
  /// @param before the fact that was read before it from the same commit
  public RunFact read(JsonParser in, @Nullable RunFact before) throws IOException {
    if (!"t".equals(in.nextFieldName())) {
      throw new IllegalArgumentException("a fact begins with its type, 't'");
    }
    var tag = in.nextTextValue();
    if (tag == null) {
      throw new IllegalArgumentException("the type of a fact, 't', should be text");
    }
    var f = new ValueReader(in, large);
    f.readFields();
    if (f.at == null && before != null) {
      f.at = FactTimes.of(before);
    }
    return switch (tag) {
      case "node.added" ->
          new NodeAdded(
              f.neededNode(),
              f.parent,
              f.role(),
              f.spot,
              f.item,
              f.type,
              f.as,
              f.template,
              f.phase(
                  f.role == null && f.type == NodeType.STEP_GROUP ? Phase.RUNNING : Phase.PENDING),
              f.message,
              f.inputs,
              f.artifacts,
              f.captured,
              f.held,
              needed("at", f.at));
      case "node.ended" ->
          new NodeEnded(
              f.neededNode(),
              f.phase(Phase.SUCCEEDED),
              f.message,
              f.outputs,
              f.cancelled,
              f.startedAt,
              f.globalNames,
              needed("at", f.at));
      case "node.running" -> new NodeRunning(f.neededNode(), f.host, f.ip, needed("at", f.at));
      case "run.started" -> new RunStarted(needed("pinned", f.pinned), needed("at", f.at));
      case "loop.expanded" -> new LoopExpanded(f.parent, f.spot, f.items);
      case "call.deferred" -> new CallDeferred(f.parent, f.spot, f.item);
      case "node.daemoned" -> new NodeDaemoned(f.neededNode(), f.ip, needed("at", f.at));
      case "node.noted" -> new NodeNoted(f.neededNode(), needed("message", f.message));
      case "node.progressed" -> new NodeProgressed(f.neededNode(), needed("progress", f.progress));
      case "outputs.set" -> new OutputsSet(f.neededNode(), f.parameters, f.message);
      case "node.settled" -> new NodeSettled(f.neededNode());
      case "end.ignored" ->
          new EndIgnored(f.neededNode(), f.phase(Phase.PENDING), needed("at", f.at));
      case "timer.set" -> new TimerSet(f.node, needed("kind", f.kind), needed("due", f.due));
      case "locks.wanted" -> new LocksWanted(f.node, f.locks);
      case "locks.granted" -> new LocksGranted(f.node);
      case "locks.released" -> new LocksReleased(f.node, f.locks);
      case "memo.wanted" ->
          new MemoWanted(f.neededNode(), needed("cache", f.cache), needed("key", f.key), f.maxAge);
      case "memo.answered" -> new MemoAnswered(f.neededNode(), f.hit);
      case "memo.stored" -> new MemoStored(f.neededNode());
      case "run.suspended" -> new RunSuspended(needed("at", f.at));
      case "run.resumed" -> new RunResumed(needed("at", f.at));
      case "run.shutdown" ->
          new ShutdownRequested(needed("strategy", f.strategy), needed("at", f.at));
      case "run.retried" -> new RunRetried(f.removed, f.reopened, f.parameters, needed("at", f.at));
      case "run.finished" -> new RunFinished(f.phase(Phase.PENDING), f.message, needed("at", f.at));
      case "pods.collected" -> new PodsCollected(f.node);
      case "artifacts.collected" -> new ArtifactsCollected(f.names(), f.deletion, f.message);
      case "metrics.emitted" -> new MetricsEmitted(f.node, f.samples, f.message);
      case "run.expired" -> new RunExpired(needed("at", f.at));
      default ->
          throw new IllegalArgumentException(
              "facts of type '%s' are not known to this version".formatted(tag));
    };
  }
}
