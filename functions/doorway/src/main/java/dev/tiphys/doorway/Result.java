package dev.tiphys.doorway;

import io.cloudevents.CloudEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one of several commands: what is to be announced, or why it was not carried out.
///
/// @param changed tells that the log of the run has something new; null if it has not
/// @param failure what [Runs#handle] would have thrown; then there is nothing to announce
public record Result(
    List<CloudEvent> announcements,
    @Nullable CloudEvent changed,
    @Nullable RuntimeException failure) {
  public Result {
    announcements = List.copyOf(announcements);
  }
}
