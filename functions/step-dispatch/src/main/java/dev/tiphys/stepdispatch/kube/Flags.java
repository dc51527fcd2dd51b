package dev.tiphys.stepdispatch.kube;

import dev.tiphys.cluster.KubeFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `flags` of a `resource` template: those of kubectl that say which objects are meant and how
/// they are to be changed, and names of objects.
///
/// @param words what is no flag: a type and names, or `type/name`
public record Flags(Map<String, String> values, List<String> words) {
  private static final Map<String, String> SHORT =
      Map.of("-n", "--namespace", "-l", "--selector", "-o", "--output");

  /// Flags that need a value; it may be the next word.
  private static final Set<String> VALUED =
      Set.of(
          "--namespace",
          "--selector",
          "--field-manager",
          "--grace-period",
          "--timeout",
          "--output",
          "--type",
          "--subresource");

  /// Flags that mean something by themselves.
  private static final Map<String, String> ALONE =
      Map.of(
          "--ignore-not-found", "true",
          "--cascade", "background",
          "--validate", "strict",
          "--force", "true",
          "--force-conflicts", "true",
          "--server-side", "true",
          "--dry-run", "server",
          "--save-config", "true",
          "--wait", "true",
          "--all", "true");

  public Flags {
    values = Map.copyOf(values);
    words = List.copyOf(words);
  }

  /// @throws KubeFailure if a flag is not known here, or says what cannot be
  public static Flags parse(List<String> written) {
    Map<String, String> values = new HashMap<>();
    List<String> words = new ArrayList<>();
    var left = new ArrayList<>(written);
    while (!left.isEmpty()) {
      var word = left.removeFirst();
      if (!word.startsWith("-")) {
        words.add(word);
        continue;
      }
      var equals = word.indexOf('=');
      var name = equals < 0 ? word : word.substring(0, equals);
      name = SHORT.getOrDefault(name, name);
      if (!VALUED.contains(name) && !ALONE.containsKey(name)) {
        throw KubeFailure.senseless(
            "flag '%s' is not supported here: expected one of %s", word, known());
      }
      if (equals < 0 && VALUED.contains(name) && left.isEmpty()) {
        throw KubeFailure.senseless("flag '%s' needs a value", word);
      }
      values.put(
          name,
          equals >= 0
              ? word.substring(equals + 1)
              : VALUED.contains(name) ? left.removeFirst() : ALONE.get(name));
    }
    var flags = new Flags(values, words);
    flags.check();
    return flags;
  }

  private static List<String> known() {
    List<String> all = new ArrayList<>(VALUED);
    all.addAll(ALONE.keySet());
    return all.stream().sorted().toList();
  }

  private void check() {
    if (!Set.of("", "true", "false", "background", "foreground", "orphan")
        .contains(values.getOrDefault("--cascade", ""))) {
      throw KubeFailure.senseless(
          "flag --cascade should be background, foreground or orphan, not '%s'",
          values.get("--cascade"));
    }
    if (!Set.of("", "none", "server", "client").contains(values.getOrDefault("--dry-run", ""))) {
      throw KubeFailure.senseless(
          "flag --dry-run should be none, client or server, not '%s'", values.get("--dry-run"));
    }
    if (!values.getOrDefault("--grace-period", "0").matches("-?[0-9]{1,9}")) {
      throw KubeFailure.senseless(
          "flag --grace-period should be a number, not '%s'", values.get("--grace-period"));
    }
  }

  public @Nullable String namespace() {
    return values.get("--namespace");
  }

  public @Nullable String selector() {
    return values.containsKey("--all") ? "" : values.get("--selector");
  }

  public boolean ignoresNotFound() {
    return on("--ignore-not-found");
  }

  public boolean on(String flag) {
    return !values.getOrDefault(flag, "false").equals("false");
  }

  /// Whether a delete returns only when the object is gone.
  public boolean waits() {
    return !values.getOrDefault("--wait", "true").equals("false");
  }

  /// What to ask for with a write.
  public Map<String, String> ofWrite(String manager) {
    Map<String, String> query = new HashMap<>();
    query.put("fieldManager", values.getOrDefault("--field-manager", manager));
    if (Set.of("server", "client").contains(values.getOrDefault("--dry-run", ""))) {
      query.put("dryRun", "All");
    }
    var validate = values.getOrDefault("--validate", "");
    if (!validate.isEmpty()) {
      query.put(
          "fieldValidation",
          switch (validate) {
            case "false", "ignore" -> "Ignore";
            case "warn" -> "Warn";
            default -> "Strict";
          });
    }
    return query;
  }

  /// What to ask for with a delete.
  public Map<String, String> ofDelete() {
    Map<String, String> query = new HashMap<>();
    query.put(
        "propagationPolicy",
        switch (values.getOrDefault("--cascade", "background")) {
          case "orphan", "false" -> "Orphan";
          case "foreground" -> "Foreground";
          default -> "Background";
        });
    if (values.containsKey("--grace-period")) {
      query.put("gracePeriodSeconds", values.get("--grace-period"));
    }
    if (Set.of("server", "client").contains(values.getOrDefault("--dry-run", ""))) {
      query.put("dryRun", "All");
    }
    return query;
  }
}
