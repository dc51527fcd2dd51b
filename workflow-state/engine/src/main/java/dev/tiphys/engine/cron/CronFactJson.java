package dev.tiphys.engine.cron;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.cron.CronFact.CronDefined;
import dev.tiphys.engine.cron.CronFact.CronStopped;
import dev.tiphys.engine.cron.CronFact.RunBegun;
import dev.tiphys.engine.cron.CronFact.RunExpired;
import dev.tiphys.engine.cron.CronFact.RunForgotten;
import dev.tiphys.engine.cron.CronFact.RunOver;
import dev.tiphys.engine.cron.CronFact.RunRefused;
import dev.tiphys.engine.cron.CronFact.RunReplaced;
import dev.tiphys.engine.cron.CronFact.TickSkipped;
import dev.tiphys.engine.cron.CronFact.TickTaken;
import dev.tiphys.engine.cron.CronFact.TicksMissed;
import dev.tiphys.events.Phase;
import java.io.IOException;
import java.time.Instant;

/// Facts of CronWorkflows as the log stores them: `{"t":"tick.taken","tick":…}`, the type first. A
/// field that this version does not know is passed over, a type is refused.
public final class CronFactJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CronFactJson() {}

  static String tag(CronFact fact) {
    return switch (fact) {
      case CronDefined _ -> "cron.defined";
      case TickTaken _ -> "tick.taken";
      case TickSkipped _ -> "tick.skipped";
      case TicksMissed _ -> "ticks.missed";
      case RunBegun _ -> "run.begun";
      case RunRefused _ -> "run.refused";
      case RunReplaced _ -> "run.replaced";
      case RunOver _ -> "run.over";
      case RunExpired _ -> "run.expired";
      case RunForgotten _ -> "run.forgotten";
      case CronStopped _ -> "cron.stopped";
    };
  }

  /// Writes `fact` as one object.
  public static void write(CronFact fact, JsonGenerator out) throws IOException {
    var object = JSON.createObjectNode().put("t", tag(fact));
    switch (fact) {
      case CronDefined(var cron, var zone, _) -> object.put("zone", zone).set("cron", cron);
      case TickTaken(var tick, var name, var uid, _) ->
          object.put("tick", tick.toEpochMilli()).put("name", name).put("uid", uid);
      case TickSkipped(var tick, var message, var failed, _) -> {
        object.put("tick", tick.toEpochMilli()).put("message", message);
        if (failed) {
          object.put("failed", true);
        }
      }
      case TicksMissed(var tick, _) -> object.put("tick", tick.toEpochMilli());
      case RunBegun(var uid, _) -> object.put("uid", uid);
      case RunRefused(var uid, var message, _) -> object.put("uid", uid).put("message", message);
      case RunReplaced(var uid, _) -> object.put("uid", uid);
      case RunOver(var uid, var phase, _) -> object.put("uid", uid).put("phase", phase.toString());
      case RunExpired(var uid, _) -> object.put("uid", uid);
      case RunForgotten(var uid, _) -> object.put("uid", uid);
      case CronStopped _ -> {}
    }
    object.put("at", fact.at().toEpochMilli());
    JSON.writeTree(out, object);
  }

  /// Reads back what [#write] wrote. `in` stands on the beginning of the object and is left on its
  /// end.
  ///
  /// @throws IllegalArgumentException if it is not a fact, or one of a type not known here
  public static CronFact read(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("a fact should be an object that begins with its type");
    }
    ObjectNode fact = JSON.readTree(in);
    if (fact.isEmpty() || !fact.fieldNames().next().equals("t")) {
      throw new IllegalArgumentException("a fact should be an object that begins with its type");
    }
    var tag = text(fact, "t");
    return switch (tag) {
      case "cron.defined" ->
          new CronDefined(needed(fact, "cron"), text(fact, "zone"), time(fact, "at"));
      case "tick.taken" ->
          new TickTaken(
              time(fact, "tick"), text(fact, "name"), text(fact, "uid"), time(fact, "at"));
      case "tick.skipped" ->
          new TickSkipped(
              time(fact, "tick"),
              text(fact, "message"),
              fact.path("failed").asBoolean(),
              time(fact, "at"));
      case "ticks.missed" -> new TicksMissed(time(fact, "tick"), time(fact, "at"));
      case "run.begun" -> new RunBegun(text(fact, "uid"), time(fact, "at"));
      case "run.refused" ->
          new RunRefused(text(fact, "uid"), text(fact, "message"), time(fact, "at"));
      case "run.replaced" -> new RunReplaced(text(fact, "uid"), time(fact, "at"));
      case "run.over" ->
          new RunOver(text(fact, "uid"), Phase.of(text(fact, "phase")), time(fact, "at"));
      case "run.expired" -> new RunExpired(text(fact, "uid"), time(fact, "at"));
      case "run.forgotten" -> new RunForgotten(text(fact, "uid"), time(fact, "at"));
      case "cron.stopped" -> new CronStopped(time(fact, "at"));
      default ->
          throw new IllegalArgumentException(
              "facts of type '%s' are not known to this version".formatted(tag));
    };
  }

  private static JsonNode needed(ObjectNode fact, String field) {
    var value = fact.get(field);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("'%s' is missing".formatted(field));
    }
    return value;
  }

  private static String text(ObjectNode fact, String field) {
    var value = needed(fact, field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'%s' should be text".formatted(field));
    }
    return value.textValue();
  }

  private static Instant time(ObjectNode fact, String field) {
    var value = needed(fact, field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("'%s' should be milliseconds since 1970".formatted(field));
    }
    return Instant.ofEpochMilli(value.longValue());
  }
}
