package dev.tiphys.language.expression;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the variables that a tree mentions, and refuses trees that are too deep.
final class Names {
  /// Path to whether every mention of it is optional.
  private final Map<String, Boolean> found = new LinkedHashMap<>();

  private Names() {}

  static Map<String, Boolean> of(Node root) {
    var names = new Names();
    names.visit(root, Set.of(), false, 0);
    return Collections.unmodifiableMap(names.found);
  }

  private void visit(@Nullable Node node, Set<String> bound, boolean optional, int depth) {
    if (depth > Limits.TREE_DEPTH_MAX) {
      throw new ExpressionException(
          "expression is nested too deeply: more than " + Limits.TREE_DEPTH_MAX + " operations");
    }
    var next = depth + 1;
    switch (node) {
      case null -> {}
      case Node.Constant _, Node.Pointer _ -> {}
      case Node.Name name -> add(name.name(), name.name(), bound, optional);
      case Node.Member member -> {
        var path = path(member);
        if (path != null) {
          add(path.substring(0, (path + ".").indexOf('.')), path, bound, optional);
        } else {
          visit(member.base(), bound, optional || member.optional(), next);
          visit(member.property(), bound, optional, next);
        }
      }
      case Node.Unary unary -> visit(unary.operand(), bound, optional, next);
      case Node.Binary binary -> {
        visit(binary.left(), bound, optional || binary.operator().equals("??"), next);
        visit(binary.right(), bound, optional, next);
      }
      case Node.Matches matches -> {
        visit(matches.left(), bound, optional, next);
        visit(matches.right(), bound, optional, next);
      }
      case Node.Chain chain -> visit(chain.body(), bound, true, next);
      case Node.Slice slice -> {
        visit(slice.base(), bound, optional, next);
        visit(slice.from(), bound, optional, next);
        visit(slice.to(), bound, optional, next);
      }
      case Node.Call call -> {
        var callee = call.callee();
        visit(
            callee instanceof Node.Member member && member.dotted() ? member.base() : callee,
            bound,
            optional,
            next);
        call.arguments().forEach(argument -> visit(argument, bound, optional, next));
      }
      case Node.Builtin call ->
          call.arguments().forEach(argument -> visit(argument, bound, optional, next));
      case Node.Predicate predicate -> visit(predicate.body(), bound, optional, next);
      case Node.Let let -> {
        visit(let.value(), bound, optional, next);
        var inner = new HashSet<>(bound);
        inner.add(let.name());
        visit(let.body(), inner, optional, next);
      }
      case Node.Conditional conditional -> {
        visit(conditional.condition(), bound, optional, next);
        visit(conditional.then(), bound, optional, next);
        visit(conditional.otherwise(), bound, optional, next);
      }
      case Node.Sequence sequence ->
          sequence.nodes().forEach(each -> visit(each, bound, optional, next));
      case Node.Array array -> array.items().forEach(item -> visit(item, bound, optional, next));
      case Node.MapLiteral map ->
          map.pairs()
              .forEach(
                  pair -> {
                    visit(pair.key(), bound, optional, next);
                    visit(pair.value(), bound, optional, next);
                  });
    }
  }

  private void add(String root, String path, Set<String> bound, boolean optional) {
    if (!bound.contains(root)
        && !Functions.isFunction(root)
        && !root.equals("sprig")
        && !root.equals("$env")) {
      found.merge(path, optional, Boolean::logicalAnd);
    }
  }

  /// `a.b['c']` as `a.b.c`, or null if a part is not constant or optional.
  private static @Nullable String path(Node start) {
    var suffix = new StringBuilder();
    var node = start;
    for (var depth = 0; node instanceof Node.Member member; depth++) {
      if (depth > Limits.TREE_DEPTH_MAX) {
        throw new ExpressionException(
            "expression is nested too deeply: more than " + Limits.TREE_DEPTH_MAX + " operations");
      }
      if (member.optional()
          || !(member.property() instanceof Node.Constant constant)
          || !(constant.value() instanceof String part)) {
        return null;
      }
      suffix.insert(0, "." + part);
      node = member.base();
    }
    return node instanceof Node.Name name ? name.name() + suffix : null;
  }
}
