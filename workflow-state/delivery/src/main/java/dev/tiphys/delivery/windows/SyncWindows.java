package dev.tiphys.delivery.windows;

import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.Destination;
import dev.tiphys.language.application.SyncWindow;
import dev.tiphys.language.glob.Glob;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The windows of a project that are for one application.
public record SyncWindows(List<SyncWindow> windows) {
  public SyncWindows {
    windows = List.copyOf(windows);
  }

  /// Those of a project's windows that are for that application.
  public static SyncWindows of(List<SyncWindow> windows, Application application) {
    return new SyncWindows(
        windows.stream()
            .filter(w -> matches(w, application.name(), application.spec().destination()))
            .toList());
  }

  /// Whether a window is for an application (C131).
  public static boolean matches(SyncWindow window, String name, Destination destination) {
    var byName = any(window.applications(), name);
    var byNamespace = any(window.namespaces(), destination.namespace());
    var byCluster =
        any(window.clusters(), destination.server()) || any(window.clusters(), destination.name());
    if (!window.andOperator()) {
      return byName || byNamespace || byCluster;
    }
    var empty =
        window.applications().isEmpty()
            && window.namespaces().isEmpty()
            && window.clusters().isEmpty();
    return !empty
        && (byName || window.applications().isEmpty())
        && (byNamespace || window.namespaces().isEmpty())
        && (byCluster || window.clusters().isEmpty());
  }

  private static boolean any(List<String> globs, String text) {
    return !text.isEmpty() && globs.stream().anyMatch(glob -> Glob.matches(glob, text));
  }

  /// The windows that are open.
  ///
  /// @throws IllegalArgumentException if one of them can never be open
  public List<SyncWindow> active(Instant now) {
    return openings(now).stream().filter(o -> o.isOpen(now)).map(Opening::window).toList();
  }

  /// The allow windows that are closed.
  ///
  /// @throws IllegalArgumentException if one of them can never be open
  public List<SyncWindow> inactiveAllows(Instant now) {
    return openings(now).stream()
        .filter(o -> o.isAllow() && !o.isOpen(now))
        .map(Opening::window)
        .toList();
  }

  private List<Opening> openings(Instant now) {
    return windows.stream().map(window -> Opening.of(window, now)).toList();
  }

  /// Whether a sync may happen (C133), or go on (C134).
  ///
  /// @param manual whether a person asked for it
  /// @param startedAt since when it is under way; null for one that would begin
  /// @throws IllegalArgumentException if one of the windows can never be open: then it may not
  public Decision decide(boolean manual, Instant now, @Nullable Instant startedAt) {
    var openings = openings(now);
    var denies = openings.stream().filter(o -> !o.isAllow() && o.isOpen(now)).toList();
    if (!denies.isEmpty()) {
      return passes(denies, manual, startedAt)
          ? Decision.ALLOWED
          : blocked(denies, latest(denies.stream().map(o -> o.closes(now))));
    }
    var allows = openings.stream().filter(Opening::isAllow).toList();
    if (allows.isEmpty() || allows.stream().anyMatch(o -> o.isOpen(now))) {
      return Decision.ALLOWED;
    }
    return passes(allows, manual, startedAt)
        ? Decision.ALLOWED
        : blocked(
            allows,
            allows.stream()
                .flatMap(o -> o.startAfter(now).stream())
                .min(Comparator.naturalOrder()));
  }

  private boolean passes(List<Opening> blocking, boolean manual, @Nullable Instant startedAt) {
    if (manual && blocking.stream().allMatch(o -> o.window().manualSync())) {
      return true;
    }
    return startedAt != null
        && blocking.stream().allMatch(o -> o.window().syncOverrun())
        && decide(manual, startedAt, null).allowed();
  }

  private static Decision blocked(List<Opening> openings, Optional<Instant> until) {
    return new Decision(false, openings.stream().map(Opening::window).toList(), until);
  }

  /// The latest of moments; nothing when one of them is not known.
  private static Optional<Instant> latest(Stream<Optional<Instant>> moments) {
    var all = moments.toList();
    return all.stream().allMatch(Optional::isPresent)
        ? all.stream().map(Optional::get).max(Comparator.naturalOrder())
        : Optional.empty();
  }
}
