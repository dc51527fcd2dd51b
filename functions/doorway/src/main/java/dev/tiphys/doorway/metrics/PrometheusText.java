package dev.tiphys.doorway.metrics;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Metrics in the text format of Prometheus, version 0.0.4.
public final class PrometheusText {
  /// What the answer to a scrape is.
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private PrometheusText() {}

  /// All of them, in the order that they are given in.
  public static String of(List<Family> families) {
    var text = new StringBuilder();
    for (var family : families) {
      text.append("# HELP ").append(family.name()).append(' ').append(help(family.help()));
      text.append("\n# TYPE ").append(family.name()).append(' ').append(family.type());
      text.append('\n');
      for (var series : family.series()) {
        if (family.type() == Family.Type.HISTOGRAM) {
          histogram(family.name(), series, text);
        } else {
          line(family.name(), labels(series.labels(), ""), number(series.value()), text);
        }
      }
    }
    return text.toString();
  }

  private static void histogram(String name, Family.Series series, StringBuilder text) {
    var below = 0L;
    for (var i = 0; i < series.counts().size(); i++) {
      below += series.counts().get(i);
      var bound = i < series.bounds().size() ? number(series.bounds().get(i)) : "+Inf";
      line(
          name + "_bucket",
          labels(series.labels(), "le=\"" + bound + "\""),
          Long.toString(below),
          text);
    }
    line(name + "_sum", labels(series.labels(), ""), number(series.value()), text);
    line(name + "_count", labels(series.labels(), ""), Long.toString(below), text);
  }

  private static void line(String name, String labels, String value, StringBuilder text) {
    text.append(name).append(labels).append(' ').append(value).append('\n');
  }

  private static String labels(Map<String, String> labels, String more) {
    var all =
        labels.entrySet().stream()
            .map(label -> label.getKey() + "=\"" + value(label.getValue()) + "\"")
            .collect(Collectors.joining(","));
    var joined = all + (all.isEmpty() || more.isEmpty() ? "" : ",") + more;
    return joined.isEmpty() ? "" : "{" + joined + "}";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String help(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String value(String text) {
    return help(text).replace("\"", "\\\"");
  }
}
