package dev.tiphys.doorway;

import dev.tiphys.events.delivery.AppId;
import dev.tiphys.language.application.Application;
import java.util.Map;
import java.util.Optional;

/// The Applications that users have written, as they are now: of a cluster, or of this host.
public interface Applications {
  /// The Application, unless it is gone or another one has its name by now.
  Optional<Application> find(AppId app);

  /// All that are to be looked after.
  Map<AppId, Application> all();
}
