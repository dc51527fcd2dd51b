package dev.tiphys.engine;

import dev.tiphys.events.RunFact.MemoWanted;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.time.Durations;
import dev.tiphys.language.workflow.Memoize;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a node asked a cache for, and what has come of it (F187).
record Memo(String cache, String key, @Nullable String maxAge, Stage stage) {
  /// What a key may be, once its tags are replaced.
  private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9][-a-zA-Z0-9]*");

  /// How many characters a key may have: as many as that of a ConfigMap.
  private static final int KEY_CHARS_MAX = 253;

  /// From the question to the answer, and on to the entry that other runs will find.
  enum Stage {
    ASKED,
    HIT,
    MISSED,
    STORED
  }

  Memo at(Stage next) {
    return new Memo(cache, key, maxAge, next);
  }

  /// What a node asks as it begins.
  ///
  /// @throws IllegalArgumentException if the template does not ask for what a cache can have
  /// @throws dev.tiphys.language.template.TemplateException if a tag cannot be evaluated
  static MemoWanted wanted(Run run, Node node, Memoize memoize) {
    var key = text(run, node, memoize.key());
    if (!KEY.matcher(key).matches() || key.length() > KEY_CHARS_MAX) {
      throw new IllegalArgumentException("invalid cache key: " + key);
    }
    var cache = text(run, node, memoize.configMap());
    var problem = Dns1123.subdomainProblem(cache);
    if (problem != null) {
      throw new IllegalArgumentException("memoize.cache.configMap.name: " + problem);
    }
    return new MemoWanted(node.number(), cache, key, age(run, node, memoize.maxAge()));
  }

  private static @Nullable String age(Run run, Node node, @Nullable String maxAge) {
    if (maxAge == null || maxAge.isEmpty()) {
      return null;
    }
    var age = text(run, node, maxAge);
    Durations.parse(age);
    return age;
  }

  private static String text(Run run, Node node, String text) {
    return Scopes.text(run, text, Scopes.body(run, node), Policy.KEEP, node);
  }
}
