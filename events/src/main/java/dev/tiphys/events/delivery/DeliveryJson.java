package dev.tiphys.events.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Facts of delivery as the log stores them: `{"t":"wave.applied",…}`, the type first, what is
/// empty left out, times as milliseconds since 1970. The golden files of the tests show all fields.
///
/// A field that this version does not know is passed over. A type that it does not know is refused:
/// what it would have changed cannot be guessed (attack case 25).
public final class DeliveryJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new Millis())
                  .addDeserializer(Instant.class, new FromMillis()))
          .build();

  private DeliveryJson() {}

  /// Writes a fact ([AppFact], [SyncFact] or [SetFact]) as one object.
  public static void write(Object fact, JsonGenerator out) throws IOException {
    MAPPER.writeValue(out, fact);
  }

  /// `fact` as one JSON object.
  public static byte[] bytes(Object fact) {
    try {
      return MAPPER.writeValueAsBytes(fact);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the object at whose start `in` stands, up to its end.
  ///
  /// @throws IllegalArgumentException if it is not such a fact, or one of a type not known here
  public static <F> F read(Class<F> type, JsonParser in) throws IOException {
    try {
      return required(MAPPER.readValue(in, type));
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  /// Reads back what [#bytes] wrote.
  ///
  /// @throws IllegalArgumentException if it is not such a fact, or one of a type not known here
  public static <F> F read(Class<F> type, byte[] bytes) {
    try {
      return required(MAPPER.readValue(bytes, type));
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <F> F required(F fact) {
    if (fact == null) {
      throw new IllegalArgumentException("a fact should be a JSON object");
    }
    return fact;
  }

  private static IllegalArgumentException unreadable(JsonProcessingException e) {
    return new IllegalArgumentException("a fact cannot be read: " + e.getOriginalMessage(), e);
  }

  /// The resolution of time in the log.
  static Instant millis(Instant time) {
    if (time == null) {
      throw new IllegalArgumentException("a time is missing");
    }
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  private static final class Millis extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    Millis() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(time.toEpochMilli());
    }
  }

  private static final class FromMillis extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    FromMillis() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Instant.ofEpochMilli(in.getLongValue());
    }
  }
}
