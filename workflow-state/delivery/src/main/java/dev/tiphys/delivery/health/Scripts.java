package dev.tiphys.delivery.health;

import dev.tiphys.delivery.lua.LuaFailure;
import dev.tiphys.delivery.lua.LuaScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Our own rules for kinds that Kubernetes does not bring, `rules/<group>_<Kind>.lua` beside this
/// class, or `rules/<group>__.lua` for the other kinds of a group. Each is compiled when it is
/// first needed, after `common.lua`, whose functions it may use.
final class Scripts {
  /// Rules for all kinds of groups that end so, and of kinds that begin so.
  private static final List<Glob> WILDCARDS =
      List.of(
          new Glob(".cnrm.cloud.google.com", "_.cnrm.cloud.google.com__"),
          new Glob(".crossplane.io", "_.crossplane.io__"),
          new Glob(".upbound.io", "_.upbound.io__"));

  /// How many kinds are remembered, most of which have no rule.
  private static final int KINDS_MAX = 10_000;

  private static final Map<GroupKind, Optional<LuaScript>> KNOWN = new ConcurrentHashMap<>();
  private static final Map<String, Optional<LuaScript>> COMPILED = new ConcurrentHashMap<>();

  private record Glob(String groupEnd, String file) {}

  private Scripts() {}

  static Optional<LuaScript> of(GroupKind kind) {
    var known = KNOWN.get(kind);
    if (known == null) {
      known = find(kind);
      if (KNOWN.size() >= KINDS_MAX) {
        KNOWN.clear();
      }
      KNOWN.put(kind, known);
    }
    return known;
  }

  private static Optional<LuaScript> find(GroupKind kind) {
    return checked(kind.key())
        .or(() -> checked(kind.group() + "__"))
        .or(
            () ->
                WILDCARDS.stream()
                    .filter(glob -> kind.group().endsWith(glob.groupEnd()))
                    .findFirst()
                    .flatMap(glob -> script(glob.file())));
  }

  /// Keys of objects are strangers' text; only what may be a group and a kind is looked up.
  private static Optional<LuaScript> checked(String key) {
    return key.matches("[A-Za-z0-9.-]{0,253}_?[A-Za-z0-9_]{1,63}") && !key.contains("..")
        ? script(key)
        : Optional.empty();
  }

  private static Optional<LuaScript> script(String key) {
    var known = COMPILED.get(key);
    if (known == null) {
      known = read(key + ".lua").map(text -> compile(key, text));
      if (known.isPresent()) {
        COMPILED.put(key, known);
      }
    }
    return known;
  }

  private static LuaScript compile(String key, String text) {
    try {
      return LuaScript.compile(key + ".lua", Common.TEXT + text, true);
    } catch (LuaFailure e) {
      throw new IllegalStateException("our own rule " + key, e);
    }
  }

  private static Optional<String> read(String file) {
    try (var in = Scripts.class.getResourceAsStream("rules/" + file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// On one line, so that messages name the lines of the rule itself.
  private static final class Common {
    static final String TEXT =
        read("common.lua")
            .orElseThrow()
            .lines()
            .filter(line -> !line.strip().startsWith("--"))
            .reduce("", (all, line) -> all + line + " ");
  }
}
