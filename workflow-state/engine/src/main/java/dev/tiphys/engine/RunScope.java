package dev.tiphys.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.template.Meaning;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.time.CreationTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The names that mean the same in all templates of a run: `workflow.…`.
///
/// @param at the moment for `workflow.duration`
record RunScope(Run run, Instant at) implements Scope {
  private static final String PREFIX = "workflow.";

  @Override
  public Meaning lookup(String name) {
    if (!name.startsWith(PREFIX)) {
      return Meaning.UNKNOWN;
    }
    var value = value(name.substring(PREFIX.length()));
    return value == null ? Meaning.UNKNOWN : Meaning.of(value);
  }

  private @Nullable String value(String key) {
    var plan = run.plan();
    var meta = plan.metadata();
    return switch (key) {
      case "name" -> plan.id().name();
      case "namespace" -> plan.id().namespace();
      case "uid" -> plan.id().uid();
      case "mainEntrypoint" -> plan.spec().entrypoint();
      case "serviceAccountName" ->
          Objects.requireNonNullElse(plan.spec().serviceAccountName(), "default");
      case "priority" -> plan.spec().priority() == null ? null : plan.spec().priority().toString();
      case "parameters", "parameters.json" ->
          Parameters.list(run.parameters().toJavaMap().entrySet());
      case "labels", "labels.json" -> json(meta.labels());
      case "annotations", "annotations.json" -> json(meta.annotations());
      case "scheduledTime" -> meta.annotations().get("workflows.argoproj.io/scheduled-time");
      case "status" -> Ending.status(run).toString();
      case "failures" -> Ending.failures(run);
      case "duration" -> seconds();
      case "creationTimestamp" -> CreationTime.text(run.createdAt());
      default -> nested(key);
    };
  }

  private @Nullable String nested(String key) {
    var meta = run.plan().metadata();
    var dot = key.indexOf('.');
    if (dot < 0) {
      return null;
    }
    var rest = key.substring(dot + 1);
    return switch (key.substring(0, dot)) {
      case "parameters" -> run.parameters().getOrElse(rest, null);
      case "labels" -> meta.labels().get(rest);
      case "annotations" -> meta.annotations().get(rest);
      case "outputs" -> run.globals().getOrElse(PREFIX + key, null);
      case "creationTimestamp" -> CreationTime.part(run.createdAt(), rest);
      default -> null;
    };
  }

  private static String json(Map<String, String> map) {
    var object = JsonNodeFactory.instance.objectNode();
    map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> object.put(entry.getKey(), entry.getValue()));
    return object.toString();
  }

  private String seconds() {
    var millis = at.toEpochMilli() - Objects.requireNonNull(run.startedAt()).toEpochMilli();
    return "%d.%03d000".formatted(millis / 1000, Math.floorMod(millis, 1000L));
  }

  @Override
  public Stream<String> names(String prefix) {
    var meta = run.plan().metadata();
    var names =
        Stream.of(
            Stream.of(
                "name", "namespace", "uid", "mainEntrypoint", "serviceAccountName", "priority"),
            Stream.of("scheduledTime", "status", "failures", "duration", "creationTimestamp"),
            run.parameters().keySet().toJavaStream().map(name -> "parameters." + name),
            meta.labels().keySet().stream().map(name -> "labels." + name),
            meta.annotations().keySet().stream().map(name -> "annotations." + name),
            CreationTime.parts().stream().map(part -> "creationTimestamp." + part));
    return Stream.concat(
            names.flatMap(part -> part).map(PREFIX::concat), run.globals().keySet().toJavaStream())
        .filter(name -> name.startsWith(prefix))
        .filter(name -> !(lookup(name) instanceof Meaning.Unknown));
  }
}
