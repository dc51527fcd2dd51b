package dev.tiphys.language.template;

import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.template.Meaning.Absent;
import dev.tiphys.language.template.Meaning.Known;
import dev.tiphys.language.template.Meaning.Typed;
import dev.tiphys.language.template.Meaning.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A text in which tags stand for values: `Hello {{inputs.parameters.name}}!`.
///
/// A tag begins at `{{` and ends at the first `}}` after it; there is no escape. Immutable, so one
/// parse serves every substitution.
public final class Text {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private final String raw;
  private final Characters characters;
  private final List<Segment> segments;

  private Text(String raw, Characters characters, List<Segment> segments) {
    this.raw = raw;
    this.characters = characters;
    this.segments = segments;
  }

  /// Reads what a user wrote.
  ///
  /// @throws TemplateException if a `{{` has no `}}` after it
  public static Text parse(String raw) {
    return raw.contains(OPEN) ? scan(new Characters().write(raw)) : literal(raw);
  }

  /// A text that means exactly these characters, whatever they look like.
  public static Text literal(String value) {
    return new Text(value, new Characters(), List.of());
  }

  private static Text scan(Characters characters) {
    var segments = new ArrayList<Segment>();
    var position = 0;
    for (var open = characters.indexOf(OPEN, 0);
        open >= 0;
        open = characters.indexOf(OPEN, position)) {
      var body = open + OPEN.length();
      var close = characters.indexOf(CLOSE, body);
      if (close < 0) {
        throw TemplateException.unclosed(
            characters.toString(), characters.part(body, characters.length()));
      }
      if (open > position) {
        segments.add(new Segment.Literal(position, open));
      }
      position = close + CLOSE.length();
      segments.add(tag(characters, open, body, close));
    }
    if (segments.isEmpty()) {
      return literal(characters.toString());
    }
    if (position < characters.length()) {
      segments.add(new Segment.Literal(position, characters.length()));
    }
    return new Text(characters.toString(), characters, List.copyOf(segments));
  }

  private static Segment tag(Characters characters, int open, int body, int close) {
    var end = close + CLOSE.length();
    if (characters.isAt(body, '=')) {
      return new Segment.Expression(open, end, Formula.of(characters.part(body + 1, close)));
    }
    var inner = characters.lastIndexOf(OPEN, body, close);
    // Braces right behind the opening ones do not nest: `{{{{a}}}}` is a tag named `{{a`.
    if (inner > body) {
      return new Segment.Nested(
          open,
          end,
          characters.part(body, close),
          characters.part(inner + OPEN.length(), close),
          inner);
    }
    return new Segment.Simple(open, end, characters.part(body, close).strip());
  }

  /// Whether there is no tag left, so that [#toString] is the final value.
  public boolean isFinished() {
    return segments.isEmpty();
  }

  /// What is wrong with the expressions in this text, one message each.
  public List<String> mistakes() {
    var mistakes = new ArrayList<String>();
    for (var segment : segments) {
      if (segment instanceof Segment.Expression tag && tag.formula().mistake() != null) {
        mistakes.add("failed to evaluate expression: " + tag.formula().mistake());
      }
    }
    return mistakes;
  }

  /// The names of the tags and in the expressions, in order: what this text needs from a scope. The
  /// outer name of a nested tag is not among them, since it is not known yet.
  public Set<String> references() {
    var names = new LinkedHashSet<String>();
    for (var segment : segments) {
      switch (segment) {
        case Segment.Simple simple -> names.add(simple.name());
        case Segment.Nested nested -> names.add(nested.inner());
        case Segment.Expression tag -> names.addAll(tag.formula().names());
        case Segment.Literal _ -> {}
      }
    }
    return names;
  }

  /// The name, if this text is one simple tag and nothing else.
  public Optional<String> soleReference() {
    return segments.size() == 1 && segments.getFirst() instanceof Segment.Simple simple
        ? Optional.of(simple.name())
        : Optional.empty();
  }

  /// Replaces the tags that `scope` knows.
  ///
  /// @return a finished text, or one with the tags that `policy` allows to stay
  /// @throws TemplateException if a tag has no value and may not stay, or has none for ever
  public Text substitute(Scope scope, Policy policy, Ambient ambient) {
    if (isFinished()) {
      return this;
    }
    var result = new Characters();
    var finished = true;
    for (var segment : segments) {
      finished &=
          switch (segment) {
            case Segment.Literal literal -> {
              result.copy(characters, literal.start(), literal.end());
              yield true;
            }
            case Segment.Simple simple -> substitute(simple, scope, policy, result);
            case Segment.Nested nested -> substitute(nested, scope, policy, result);
            case Segment.Expression tag -> {
              var value = tag.formula().substitute(scope, policy, ambient);
              if (value == null) {
                yield keep(tag, result);
              }
              result.insert(value);
              yield true;
            }
          };
    }
    return finished ? literal(result.toString()) : scan(result);
  }

  private boolean substitute(Segment.Simple tag, Scope scope, Policy policy, Characters result) {
    return switch (scope.lookup(tag.name())) {
      case Known(var value) -> {
        result.insert(value);
        yield true;
      }
      case Typed(_, var text) -> {
        result.insert(text);
        yield true;
      }
      case Absent _ -> throw TemplateException.absent(tag.name());
      case Unknown _ when policy.isStrict(tag.name()) ->
          throw TemplateException.unresolved(tag.name());
      case Unknown _ -> keep(tag, result);
    };
  }

  private boolean substitute(Segment.Nested tag, Scope scope, Policy policy, Characters result) {
    switch (scope.lookup(tag.inner())) {
      case Known(var value) -> result.copy(characters, tag.start(), tag.innerStart()).insert(value);
      case Typed(_, var text) ->
          result.copy(characters, tag.start(), tag.innerStart()).insert(text);
      case Absent _ -> throw TemplateException.absent(tag.inner());
      case Unknown _ -> {
        if (policy.isStrict(tag.inner())) {
          throw TemplateException.unresolved(tag.inner());
        }
        if (policy.isStrict(tag.tag())) {
          throw TemplateException.unresolved(tag.tag());
        }
        keep(tag, result);
      }
    }
    return false;
  }

  /// Leaves a tag as it was written, for a later pass.
  private boolean keep(Segment tag, Characters result) {
    result.copy(characters, tag.start(), tag.end());
    return false;
  }

  /// The characters: of a finished text the value, otherwise with the remaining tags as written.
  @Override
  public String toString() {
    return raw;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Text text && raw.equals(text.raw) && segments.equals(text.segments);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }
}
