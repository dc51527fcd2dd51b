package dev.tiphys.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where the states of one run come from, as Workflows in JSON.
public interface Snapshots extends AutoCloseable {
  /// The newest state if it is another than the one given last; states in between may be left out.
  /// Never an older one.
  ///
  /// @return null if there is none within `wait`
  @Nullable JsonNode next(Duration wait) throws InterruptedException;

  @Override
  void close();
}
