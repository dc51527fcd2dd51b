package dev.tiphys.doorway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.tiphys.events.FactJson;
import dev.tiphys.events.RunFact;
import dev.tiphys.log.stream.FactCodec;
import java.io.IOException;

/// Facts of runs, as the log wants them written.
record RunFactCodec(FactJson json) implements FactCodec<RunFact> {
  @Override
  public void write(RunFact fact, JsonGenerator out) throws IOException {
    json.write(fact, out);
  }

  @Override
  public RunFact read(JsonParser in) throws IOException {
    return json.read(in);
  }
}
