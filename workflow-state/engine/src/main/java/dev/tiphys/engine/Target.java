package dev.tiphys.engine;

import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.TemplateRef;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which template a step, task or hook calls. The names may hold tags (F102), so the key of the
/// template is known only when the call is made.
///
/// @param owner the scope in which a plain name is looked up: `local`, `namespaced/x`, `cluster/x`
/// @param inline the key of a template that was written into the call, or null
record Target(
    String owner,
    @Nullable String inline,
    @Nullable Text template,
    @Nullable Text refName,
    @Nullable Text refTemplate,
    boolean clusterScope) {
  static Target inline(String key) {
    return new Target("", key, null, null, null, false);
  }

  static Target of(String owner, @Nullable String template, @Nullable TemplateRef ref) {
    return ref == null
        ? new Target(owner, null, Text.parse(template == null ? "" : template), null, null, false)
        : new Target(
            owner,
            null,
            null,
            Text.parse(ref.name()),
            Text.parse(ref.template()),
            ref.clusterScope());
  }

  /// The key of the template, once `substitute` has turned its texts into values.
  String key(Function<Text, String> substitute) {
    if (inline != null) {
      return inline;
    }
    if (refName != null && refTemplate != null) {
      var kind = clusterScope ? "cluster/" : "namespaced/";
      return kind + substitute.apply(refName) + "/" + substitute.apply(refTemplate);
    }
    return owner + "/" + substitute.apply(template == null ? Text.literal("") : template);
  }

  /// The scope that a template of this key was written in, which is where it looks up plain names.
  static String owner(String key) {
    var hash = key.indexOf('#');
    var plain = hash < 0 ? key : key.substring(0, hash);
    return plain.substring(0, plain.lastIndexOf('/'));
  }

  /// The keys of the pinned templates of a resource, from the key of one of them.
  static Map.Entry<String, String> split(String key) {
    var slash = key.lastIndexOf('/');
    return Map.entry(key.substring(0, slash), key.substring(slash + 1));
  }
}
