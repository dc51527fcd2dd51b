package dev.tiphys.delivery.dependencies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.expression.Ambient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Whom one application waits for.
///
/// @param names in the order in which they are written, each once
public record Dependencies(AppName dependant, List<AppName> names, Readiness readiness) {
  /// The annotation that names applications, with commas between them: `name`, or
  /// `namespace/name` for one of another namespace.
  public static final String DEPENDS_ON = "tiphys.dev/depends-on";

  /// The annotation with an expression over `metadata`, `spec` and `status` of each of them.
  public static final String READY_WHEN = "tiphys.dev/ready-when";

  private static final int NAMES_MAX = 100;
  private static final int CHAIN_MAX = 1000;

  /// That an application waits.
  ///
  /// @param reasons by the name of whom it waits for
  public record Waiting(Map<AppName, String> reasons) {
    /// For people: for whom, and why.
    public String message() {
      var texts = new ArrayList<String>();
      reasons.forEach((name, reason) -> texts.add("application %s: %s".formatted(name, reason)));
      return "Waiting for " + String.join("; ", texts);
    }
  }

  public Dependencies {
    names = List.copyOf(names);
  }

  /// Those of an application.
  ///
  /// @param controlNamespace where applications without a namespace are
  /// @throws IllegalArgumentException if an annotation is none
  public static Dependencies of(Application application, String controlNamespace) {
    var own = AppName.of(application, controlNamespace);
    var annotations = application.metadata().annotations();
    var names = new LinkedHashSet<AppName>();
    for (var item : annotations.getOrDefault(DEPENDS_ON, "").split(",", -1)) {
      var text = item.strip();
      if (text.isEmpty()) {
        continue;
      }
      var parts = text.split("/", -1);
      if (parts.length > 2 || parts[0].isEmpty() || parts[parts.length - 1].isEmpty()) {
        throw new IllegalArgumentException(
            "%s: expected name or namespace/name, found '%s'".formatted(DEPENDS_ON, text));
      }
      names.add(
          parts.length == 2
              ? new AppName(parts[0], parts[1])
              : new AppName(own.namespace(), parts[0]));
    }
    if (names.size() > NAMES_MAX) {
      throw new IllegalArgumentException(
          "%s: expected at most %d applications, found %d"
              .formatted(DEPENDS_ON, NAMES_MAX, names.size()));
    }
    return new Dependencies(
        own, List.copyOf(names), Readiness.of(annotations.getOrDefault(READY_WHEN, "")));
  }

  /// Whether it waits for nobody.
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /// What is wrong with them, as conditions `InvalidSpecError` say it: a name that is nobody's, or
  /// a circle; nothing when they are good.
  ///
  /// @param applications finds applications; null for one that is not there
  /// @param controlNamespace where applications without a namespace are
  public Optional<String> problem(
      Function<AppName, @Nullable Application> applications, String controlNamespace) {
    for (var name : names) {
      if (applications.apply(name) == null) {
        return Optional.of("%s: there is no application %s".formatted(DEPENDS_ON, name));
      }
    }
    return circle(applications, controlNamespace)
        .map(
            circle ->
                "%s: the applications wait for each other: %s"
                    .formatted(
                        DEPENDS_ON,
                        String.join(" -> ", circle.stream().map(AppName::toString).toList())));
  }

  /// The shortest way from the application back to itself.
  private Optional<List<AppName>> circle(
      Function<AppName, @Nullable Application> applications, String controlNamespace) {
    var from = new HashMap<AppName, AppName>();
    var seen = new HashSet<AppName>();
    var open = new ArrayDeque<AppName>();
    for (var name : names) {
      if (seen.add(name)) {
        from.put(name, dependant);
        open.add(name);
      }
    }
    for (var steps = 0; !open.isEmpty() && steps < CHAIN_MAX; steps++) {
      var name = open.remove();
      if (name.equals(dependant)) {
        return Optional.of(way(from));
      }
      for (var next : namesOf(applications.apply(name), controlNamespace)) {
        if (seen.add(next)) {
          from.put(next, name);
          open.add(next);
        }
      }
    }
    return Optional.empty();
  }

  private List<AppName> way(Map<AppName, AppName> from) {
    var way = new ArrayDeque<AppName>();
    way.add(dependant);
    var at = from.get(dependant);
    while (at != null && !at.equals(dependant)) {
      way.addFirst(at);
      at = from.get(at);
    }
    way.addFirst(dependant);
    return List.copyOf(way);
  }

  /// Whom another application waits for; its own mistakes are told of itself.
  private static List<AppName> namesOf(@Nullable Application application, String controlNamespace) {
    if (application == null) {
      return List.of();
    }
    try {
      return of(application, controlNamespace).names();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /// Whom a sync has to wait for; nothing when it may begin.
  ///
  /// @param live finds an application with its status; null for one that is not there
  /// @param ambient what an expression may see of the world
  public Optional<Waiting> waiting(Function<AppName, @Nullable JsonNode> live, Ambient ambient) {
    var reasons = new LinkedHashMap<AppName, String>();
    for (var name : names) {
      var application = live.apply(name);
      if (application == null) {
        reasons.put(name, "it does not exist");
      } else {
        readiness.missing(application, ambient).ifPresent(reason -> reasons.put(name, reason));
      }
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(new Waiting(reasons));
  }

  /// The applications that may go on when one of them has changed: those which depend on it.
  public static Set<AppName> dependants(
      AppName changed, Iterable<Application> applications, String controlNamespace) {
    var dependants = new LinkedHashSet<AppName>();
    for (var application : applications) {
      if (namesOf(application, controlNamespace).contains(changed)) {
        dependants.add(AppName.of(application, controlNamespace));
      }
    }
    return dependants;
  }
}
