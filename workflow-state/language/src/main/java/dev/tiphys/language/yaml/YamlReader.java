package dev.tiphys.language.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads all documents of one file.
public final class YamlReader {
  private final String file;
  private final boolean repeats;

  private YamlReader(String file, boolean repeats) {
    this.file = file;
    this.repeats = repeats;
  }

  /// The documents of a YAML or JSON file in UTF-8, in order. Empty documents are left out.
  ///
  /// @param file the name that messages call it by
  /// @throws MalformedYamlException for the first thing that is wrong
  public static List<YamlNode> read(byte[] bytes, String file) {
    return new YamlReader(file, false).read(bytes);
  }

  /// As [#read], for objects that nobody here acts on: of a key that stands twice in a map of YAML
  /// the last counts, as it does for `kubectl`.
  public static List<YamlNode> readLastOfKeys(byte[] bytes, String file) {
    return new YamlReader(file, true).read(bytes);
  }

  private List<YamlNode> read(byte[] bytes) {
    if (bytes.length > Limits.BYTES_MAX) {
      throw at(
          1,
          1,
          "expected at most "
              + Limits.BYTES_MAX
              + " bytes (limit BYTES_MAX), found "
              + bytes.length);
    }
    var text = decode(bytes);
    checkCharacters(text);
    if (JsonText.looksLikeJson(text)) {
      var documents = JsonText.read(text, file);
      if (documents != null) {
        return documents;
      }
    }
    var settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Limits.BYTES_MAX + 1).build();
    try {
      return documents(new ParserImpl(settings, new StreamReader(settings, text)));
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark().or(e::getContextMark);
      var context = e.getContext() == null ? "" : e.getContext() + ": ";
      throw at(
          mark.map(m -> m.getLine() + 1).orElse(1),
          mark.map(m -> m.getColumn() + 1).orElse(1),
          "not valid YAML: " + context + e.getProblem());
    } catch (ReaderException e) {
      throw atOffset(text, e.getPosition(), "expected text, found a control character");
    } catch (YamlEngineException e) {
      throw at(1, 1, "not valid YAML: " + e.getMessage());
    }
  }

  private List<YamlNode> documents(ParserImpl events) {
    var composer = new Composer(events, file, repeats);
    var documents = new ArrayList<YamlNode>();
    while (events.hasNext()) {
      var event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        var document = composer.document();
        if (!(document instanceof YamlNode.Scalar scalar && scalar.value().isNull())) {
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private String decode(byte[] bytes) {
    if (bytes.length >= 2 && isUtf16(bytes[0], bytes[1])) {
      throw at(1, 1, "expected UTF-8, found UTF-16");
    }
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var chars = CharBuffer.allocate(bytes.length);
    var input = ByteBuffer.wrap(bytes);
    if (decoder.decode(input, chars, true).isError()) {
      var before = chars.flip().toString();
      throw atOffset(
          before,
          before.length(),
          "expected UTF-8, found the byte 0x%02X".formatted(bytes[input.position()]));
    }
    var text = chars.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static boolean isUtf16(byte first, byte second) {
    return (first == (byte) 0xFE && second == (byte) 0xFF)
        || (first == (byte) 0xFF && second == (byte) 0xFE)
        || (first == 0) != (second == 0);
  }

  private void checkCharacters(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7F || c == 0xFEFF) {
        throw atOffset(
            text, i, "expected text, found the control character U+%04X".formatted((int) c));
      }
    }
  }

  private MalformedYamlException at(int line, int column, String problem) {
    return new MalformedYamlException(file, line, column, problem);
  }

  private MalformedYamlException atOffset(String text, int offset, String problem) {
    var before = text.substring(0, Math.min(offset, text.length()));
    var line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return at(line, before.length() - before.lastIndexOf('\n'), problem);
  }
}
