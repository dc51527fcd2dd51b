package dev.tiphys.doorway;

import dev.tiphys.events.delivery.SetId;
import dev.tiphys.language.application.ApplicationSet;
import java.util.Map;
import java.util.Optional;

/// The ApplicationSets that users have written, as they are now: of a cluster, or of this host.
public interface ApplicationSets {
  /// None at all.
  ApplicationSets NONE =
      new ApplicationSets() {
        @Override
        public Optional<ApplicationSet> find(SetId set) {
          return Optional.empty();
        }

        @Override
        public Map<SetId, ApplicationSet> all() {
          return Map.of();
        }
      };

  /// The set, unless it is gone or another one has its name by now.
  Optional<ApplicationSet> find(SetId set);

  /// All that are to be looked after.
  Map<SetId, ApplicationSet> all();
}
