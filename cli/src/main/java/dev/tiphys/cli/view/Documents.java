package dev.tiphys.cli.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/// Resources as text that programs read.
public final class Documents {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .setDefaultPrettyPrinter(new Indented());

  private Documents() {}

  /// JSON, indented by four as `argo` has it.
  public static String json(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory could not be written", e);
    }
  }

  /// YAML in blocks, for readers of YAML 1.1 as well: whatever those would take for something else
  /// than text stands in quotes.
  public static String yaml(JsonNode json) {
    var settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .setDereferenceAliases(true)
            .build();
    return new Dump(settings, new Quoting(settings)).dumpToString(plain(json));
  }

  private static @Nullable Object plain(JsonNode json) {
    if (json.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      json.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
      return map;
    }
    if (json.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      json.forEach(element -> list.add(plain(element)));
      return list;
    }
    if (json.isNull() || json.isMissingNode()) {
      return null;
    }
    return json.isBoolean()
        ? json.booleanValue()
        : json.isNumber() ? json.numberValue() : json.asText();
  }

  private static final class Quoting extends StandardRepresenter {
    private static final Pattern AMBIGUOUS =
        Pattern.compile("[-+.]?[0-9].*|(?i:y|n|yes|no|on|off|true|false|null)|~|=|<<|");

    Quoting(DumpSettings settings) {
      super(settings);
    }

    @Override
    protected Node representScalar(Tag tag, String value, ScalarStyle style) {
      var quoted = tag.equals(Tag.STR) && AMBIGUOUS.matcher(value).matches();
      return new ScalarNode(tag, value, quoted ? ScalarStyle.DOUBLE_QUOTED : style);
    }
  }
}
