package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.language.application.ApplicationSpec.IgnoreDifference;
import dev.tiphys.language.glob.Glob;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Fields that a comparison leaves out: what the Application says and what holds for all of them
/// (C107, C108), ready to be used.
public final class IgnoreRules {
  /// No field is left out.
  public static final IgnoreRules NONE = new IgnoreRules(List.of());

  private record Rule(
      Glob group,
      Glob kind,
      String namespace,
      String name,
      List<JsonPointer> pointers,
      List<JqDeletion> deletions,
      List<String> managers) {
    boolean matches(ObjectKey key) {
      return group.matches(key.group())
          && kind.matches(key.kind())
          && (namespace.isEmpty() || namespace.equals(key.namespace()))
          && (name.isEmpty() || name.equals(key.name()));
    }
  }

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = rules;
  }

  /// @throws CompareFailure if a pointer is none, or an expression no jq
  public static IgnoreRules of(List<IgnoreDifference> written) {
    return new IgnoreRules(written.stream().map(IgnoreRules::read).toList());
  }

  private static Rule read(IgnoreDifference rule) {
    if (rule.kind().isEmpty()) {
      throw new CompareFailure("ignoreDifferences: an entry should have a kind");
    }
    return new Rule(
        Glob.lenient(rule.group()),
        Glob.lenient(rule.kind()),
        rule.namespace(),
        rule.name(),
        rule.jsonPointers().stream().map(IgnoreRules::pointer).toList(),
        rule.jqPathExpressions().stream().map(JqDeletion::new).toList(),
        rule.managedFieldsManagers());
  }

  private static JsonPointer pointer(String text) {
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw new CompareFailure("jsonPointers: '%s' should be like /spec/replicas".formatted(text));
    }
  }

  /// These and those of `others`.
  public IgnoreRules with(IgnoreRules others) {
    var all = new ArrayList<>(rules);
    all.addAll(others.rules);
    return new IgnoreRules(List.copyOf(all));
  }

  /// The managers whose changes of the object are trusted.
  Set<String> managers(ObjectKey key) {
    var managers = new LinkedHashSet<String>();
    rules.stream().filter(rule -> rule.matches(key)).forEach(r -> managers.addAll(r.managers()));
    return managers;
  }

  /// `object` without what is left out; it may be the same, changed.
  public ObjectNode applyTo(ObjectNode object, ObjectKey key) {
    var left = object;
    for (var rule : rules) {
      if (rule.matches(key)) {
        var at = left;
        rule.pointers().forEach(pointer -> remove(at, pointer));
        for (var deletion : rule.deletions()) {
          left = deletion.from(left);
        }
      }
    }
    return left;
  }

  private static void remove(ObjectNode object, JsonPointer pointer) {
    var last = pointer.last();
    if (last == null) {
      return;
    }
    switch (object.at(pointer.head())) {
      case ObjectNode parent -> parent.remove(last.getMatchingProperty());
      case ArrayNode list when last.mayMatchElement() -> {
        if (last.getMatchingIndex() < list.size()) {
          list.remove(last.getMatchingIndex());
        }
      }
      default -> {}
    }
  }
}
