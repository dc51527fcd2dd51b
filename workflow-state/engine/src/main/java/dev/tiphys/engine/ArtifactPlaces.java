package dev.tiphys.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.CallPlan.Args;
import dev.tiphys.language.template.Meaning;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Substitution;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.Artifact;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where artifacts lie that calls hand over: written down, or taken from what `from` or
/// `fromExpression` names (F055). Of another artifact only its place and its packing are taken.
final class ArtifactPlaces {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Policy CALL = Policy.strict("steps.", "tasks.", "item.");

  private ArtifactPlaces() {}

  /// Where the input `input` of a template lies that is called with `args`; null if its own
  /// declaration says it, or if it is optional and absent.
  ///
  /// @throws IllegalArgumentException if it is nowhere
  static @Nullable JsonNode given(Draft draft, Artifact input, Args args, Scope scope) {
    for (var arg : args.artifacts()) {
      if (arg.name().equals(input.name())) {
        var place = of(draft, arg, scope, input.optional());
        if (place != null) {
          return place;
        }
      }
    }
    if (input.location() != null) {
      return null;
    }
    var own = of(draft, input, scope, input.optional());
    if (own == null && !input.optional()) {
      throw new IllegalArgumentException(
          "inputs.artifacts.%s was not supplied".formatted(input.name()));
    }
    return own;
  }

  /// Where `artifact` lies; null if nothing is said, or if what it is taken from never came to be.
  ///
  /// @param optional whether something unknown is the same as nothing
  /// @throws IllegalArgumentException if it cannot be resolved
  static @Nullable JsonNode of(Draft draft, Artifact artifact, Scope scope, boolean optional) {
    if (artifact.location() != null) {
      var place = new Substitution(scope, CALL, draft.ambient()).apply(artifact.location());
      return artifact.archive() == null || !(place instanceof ObjectNode)
          ? place
          : ((ObjectNode) place.deepCopy()).set("archive", artifact.archive());
    }
    var found = taken(draft, artifact, scope, optional || artifact.optional());
    if (found == null) {
      return null;
    }
    var place = JsonNodeFactory.instance.objectNode();
    for (var kind : Artifact.LOCATIONS) {
      copy(found, kind, place);
    }
    copy(found, "archive", place);
    var path = subPath(draft, artifact, scope, found.path("subPath").asText(""));
    if (!path.isEmpty()) {
      place.put("subPath", path);
    }
    return place;
  }

  private static void copy(JsonNode from, String field, ObjectNode to) {
    if (from.hasNonNull(field)) {
      to.set(field, from.get(field));
    }
  }

  private static String subPath(Draft draft, Artifact artifact, Scope scope, String outer) {
    if (artifact.subPath() == null) {
      return outer;
    }
    var inner = Text.parse(artifact.subPath()).substitute(scope, CALL, draft.ambient()).toString();
    return outer.isEmpty() ? inner : outer + "/" + inner;
  }

  private static @Nullable JsonNode taken(
      Draft draft, Artifact artifact, Scope scope, boolean optional) {
    var expression = artifact.fromExpression();
    var text = expression == null ? artifact.from() : "{{=toJson(" + expression + ")}}";
    if (text == null) {
      return null;
    }
    var parsed = Text.parse(text);
    var sole = parsed.soleReference();
    if (sole.isPresent()) {
      var meaning = scope.lookup(sole.get());
      if (meaning instanceof Meaning.Absent || optional && meaning instanceof Meaning.Unknown) {
        return null;
      }
    }
    var found =
        parsed.substitute(
            expression == null ? scope : new WithoutPaths(scope), CALL, draft.ambient());
    if (!found.isFinished()) {
      throw new IllegalArgumentException("failed to resolve %s".formatted(text));
    }
    return read(found.toString(), text);
  }

  /// An artifact that a scope holds as text.
  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable JsonNode read(String found, String text) {
    try {
      var json = MAPPER.readTree(found);
      if (json.isTextual()) {
        // An expression sees an artifact as the text of its JSON.
        json = MAPPER.readTree(json.asText());
      }
      if (json.isNull()) {
        return null;
      }
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // What it is instead is for the message below.
    }
    throw new IllegalArgumentException("%s does not name an artifact".formatted(text));
  }

  /// To an expression a name that has others below it is a map; without its path, an input artifact
  /// is a value.
  private record WithoutPaths(Scope scope) implements Scope {
    @Override
    public Meaning lookup(String name) {
      return scope.lookup(name);
    }

    @Override
    public Stream<String> names(String prefix) {
      return scope
          .names(prefix)
          .filter(name -> !(name.startsWith("inputs.artifacts.") && name.endsWith(".path")));
    }
  }
}
