package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.NodeType;
import java.math.BigDecimal;
import java.util.Map;

/// How long what a step asked for was taken (F207): seconds times cores, and seconds times 100 Mi
/// of memory. Indicative, as Argo says: it is what was requested, not what was used.
///
/// @param cpu in seconds of one core
/// @param memory in seconds of 100 Mi
record Resources(long cpu, long memory) {
  static final Resources NONE = new Resources(0, 0);

  private static final BigDecimal CPU_DEFAULT = new BigDecimal("0.1");
  private static final BigDecimal MEMORY_UNIT = BigDecimal.valueOf(100L << 20);
  private static final Map<String, BigDecimal> UNITS =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", new BigDecimal("0.000000001")),
          Map.entry("u", new BigDecimal("0.000001")),
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", new BigDecimal(1_000L)),
          Map.entry("M", new BigDecimal(1_000_000L)),
          Map.entry("G", new BigDecimal(1_000_000_000L)),
          Map.entry("T", new BigDecimal(1_000_000_000_000L)),
          Map.entry("Ki", new BigDecimal(1L << 10)),
          Map.entry("Mi", new BigDecimal(1L << 20)),
          Map.entry("Gi", new BigDecimal(1L << 30)),
          Map.entry("Ti", new BigDecimal(1L << 40)));

  Resources plus(Resources other) {
    return new Resources(cpu + other.cpu, memory + other.memory);
  }

  /// What a step that has ended took; nothing if it made no pod, or never ran.
  static Resources of(Run run, Node node) {
    if (node.type() != NodeType.POD || node.startedAt() == null || node.finishedAt() == null) {
      return NONE;
    }
    var millis = node.finishedAt().toEpochMilli() - node.startedAt().toEpochMilli();
    var seconds = BigDecimal.valueOf(Math.max(0, millis), 3);
    var cpu = BigDecimal.ZERO;
    var memory = BigDecimal.ZERO;
    var template = run.templateOf(node).template().json();
    for (var container : containers(template)) {
      cpu = cpu.add(requested(container, "cpu", CPU_DEFAULT));
      memory = memory.add(requested(container, "memory", MEMORY_UNIT));
    }
    return new Resources(
        whole(seconds.multiply(cpu)),
        whole(seconds.multiply(memory).divide(MEMORY_UNIT, 6, java.math.RoundingMode.HALF_UP)));
  }

  private static Iterable<JsonNode> containers(JsonNode template) {
    var all = new java.util.ArrayList<JsonNode>();
    template.path("containerSet").path("containers").forEach(all::add);
    template.path("sidecars").forEach(all::add);
    if (template.path("containerSet").isMissingNode()) {
      all.add(template.has("script") ? template.path("script") : template.path("container"));
    }
    return all;
  }

  /// What it asks for, else what it is limited to, else what is assumed.
  private static BigDecimal requested(JsonNode container, String what, BigDecimal otherwise) {
    var resources = container.path("resources");
    var written = resources.path("requests").path(what).asText("");
    if (written.isEmpty()) {
      written = resources.path("limits").path(what).asText("");
    }
    return written.isEmpty() ? otherwise : quantity(written, otherwise);
  }

  private static BigDecimal quantity(String text, BigDecimal otherwise) {
    var unit = text.replaceFirst("^[0-9.]*", "");
    var number = text.substring(0, text.length() - unit.length());
    var factor = UNITS.get(unit);
    // One with tags, or with an exponent, is not read: the sum is indicative.
    return factor == null || !number.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")
        ? otherwise
        : new BigDecimal(number).multiply(factor);
  }

  private static long whole(BigDecimal value) {
    return value
        .setScale(0, java.math.RoundingMode.HALF_UP)
        .min(BigDecimal.valueOf(1L << 50))
        .longValue();
  }
}
