package dev.tiphys.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Results for people and for programs.
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> HEAD =
      List.of(
          "",
          "storage",
          "what",
          "Tiphys median/best",
          "peer median/best",
          "ratio median/min",
          "CPU s, ours/peer",
          "target");

  private Report() {}

  /// A Markdown table, then what needs more words.
  public static String table(List<Result> results) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    results.forEach(result -> rows.add(row(result)));
    var widths = new int[HEAD.size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        text.append("| ").append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 1);
      }
      text.append("|\n");
      if (row == HEAD) {
        for (var width : widths) {
          text.append('|').repeat('-', width + 2);
        }
        text.append("|\n");
      }
    }
    text.append('\n');
    results.forEach(result -> text.append(words(result)));
    return text.toString();
  }

  private static List<String> row(Result result) {
    var benchmark = result.benchmark();
    var unit = " " + benchmark.measure().unit();
    return List.of(
        benchmark.id(),
        benchmark.storage(),
        benchmark.what(),
        result.tiphys().isEmpty() ? "-" : pair(result, result.tiphys()) + unit,
        result.peer().isEmpty() ? "-" : pair(result, result.peer()) + unit,
        result.ratios().isEmpty()
            ? "-"
            : number(Result.median(result.ratios())) + " / " + number(Result.min(result.ratios())),
        cpu(result.tiphys()) + (result.peer().isEmpty() ? "" : " / " + cpu(result.peer())),
        result.failure() != null ? "FAILED" : targets(result));
  }

  private static String targets(Result result) {
    return result.benchmark().targets().stream()
        .filter(target -> !Double.isNaN(result.median(target.note())))
        .map(target -> target + (result.met(target) ? ": met" : ": NOT met"))
        .collect(Collectors.joining(", "));
  }

  private static String pair(Result result, List<Sample> samples) {
    return number(Result.median(samples, Sample::value)) + " / " + number(best(result, samples));
  }

  private static double best(Result result, List<Sample> samples) {
    var values = samples.stream().mapToDouble(Sample::value);
    return (result.benchmark().measure().moreIsBetter() ? values.max() : values.min())
        .orElse(Double.NaN);
  }

  private static String cpu(List<Sample> samples) {
    return samples.isEmpty() ? "-" : number(Result.median(samples, Sample::cpu));
  }

  private static String words(Result result) {
    var benchmark = result.benchmark();
    var text = new StringBuilder(benchmark.toString()).append(": peer ");
    text.append(benchmark.peerNote());
    for (var note : result.notes()) {
      text.append("; ").append(note).append(' ').append(number(result.median(note)));
    }
    if (result.failure() != null) {
      text.append("; FAILED: ").append(result.failure());
    }
    return text.append('\n').toString();
  }

  /// Three digits that matter, never an exponent.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    var size = Math.abs(value);
    var digits = size >= 100 || size == Math.rint(size) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /// An object per benchmark, with every sample.
  public static String json(List<Result> results) {
    var all = JSON.createArrayNode();
    results.forEach(result -> all.add(json(result)));
    return all.toPrettyString();
  }

  private static ObjectNode json(Result result) {
    var benchmark = result.benchmark();
    var json = JSON.createObjectNode();
    json.put("id", benchmark.id());
    json.put("storage", benchmark.storage());
    json.put("what", benchmark.what());
    json.put("unit", benchmark.measure().unit());
    json.put("peer", benchmark.peerNote());
    json.set("tiphysSamples", samples(result.tiphys()));
    json.set("peerSamples", samples(result.peer()));
    if (!result.ratios().isEmpty()) {
      json.put("ratioMedian", Result.median(result.ratios()));
      json.put("ratioMin", Result.min(result.ratios()));
    }
    var targets = json.putArray("targets");
    for (var target : benchmark.targets()) {
      var value = result.median(target.note());
      if (!Double.isNaN(value)) {
        targets
            .addObject()
            .put("target", target.toString())
            .put("found", value)
            .put("met", target.met(value));
      }
    }
    if (result.failure() != null) {
      json.put("failure", result.failure());
    }
    return json;
  }

  private static ArrayNode samples(List<Sample> samples) {
    var array = JSON.createArrayNode();
    for (var sample : samples) {
      var json = array.addObject();
      json.put("value", sample.value());
      json.put("seconds", sample.seconds());
      json.put("cpuSeconds", sample.cpu());
      sample.notes().forEach(json::put);
    }
    return array;
  }
}
