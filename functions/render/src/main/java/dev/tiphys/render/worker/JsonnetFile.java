package dev.tiphys.render.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scala.Option;
import sjsonnet.DefaultParseCache;
import sjsonnet.SjsonnetMain$;

/// Evaluates a file of Jsonnet.
final class JsonnetFile {
  private JsonnetFile() {}

  static String render(Order order) {
    List<String> words = new ArrayList<>();
    // Of two places with a file of one name the last counts.
    for (var place : order.all("paths").reversed()) {
      words.addAll(List.of("-J", place));
    }
    variables(words, "--ext-str", order.pairs("extStr"));
    variables(words, "--ext-code", order.pairs("extCode"));
    variables(words, "--tla-str", order.pairs("tlaStr"));
    variables(words, "--tla-code", order.pairs("tlaCode"));
    words.add(order.one("file"));
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    var main = SjsonnetMain$.MODULE$;
    var code =
        main.main0(
            words.toArray(String[]::new),
            new DefaultParseCache(),
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(output, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            os.package$.MODULE$.pwd(),
            Option.empty(),
            Option.empty(),
            main.main0$default$9());
    if (code != 0) {
      throw new IllegalArgumentException(errors.toString(StandardCharsets.UTF_8).strip());
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private static void variables(List<String> words, String flag, Map<String, String> values) {
    values.forEach((name, value) -> words.addAll(List.of(flag, name + "=" + value)));
  }
}
