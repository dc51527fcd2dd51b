package dev.tiphys.doorway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.events.FactJson;
import dev.tiphys.events.RunFact;
import dev.tiphys.log.stream.FactCodec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Facts of runs, as the log wants them written.
record RunFactCodec(FactJson json) implements FactCodec<RunFact> {
  @Override
  public void write(RunFact fact, JsonGenerator out) throws IOException {
    write(fact, null, out);
  }

  @Override
  public RunFact read(JsonParser in) throws IOException {
    return read(in, null);
  }

  @Override
  public void write(RunFact fact, @Nullable RunFact before, JsonGenerator out) throws IOException {
    json.write(fact, before, out);
  }

  @Override
  public RunFact read(JsonParser in, @Nullable RunFact before) throws IOException {
    return json.read(in, before);
  }
}
