package dev.tiphys.language.gotemplate;

import dev.tiphys.language.expression.Ambient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A template that was parsed.
public final class GoTemplate {
  /// What Go's messages call the template of an ApplicationSet.
  static final String NAME = "base";

  private static final int CHARACTERS_MAX = 1_000_000;

  /// What an access to a key that a map has not gives.
  public enum MissingKey {
    /// Nothing, printed as `<no value>`.
    DEFAULT,
    /// The zero of its type, which is nothing.
    ZERO,
    /// An error.
    ERROR;

    /// The last of options such as `missingkey=error`.
    ///
    /// @throws IllegalArgumentException if one of them is no option
    public static MissingKey of(List<String> options) {
      var found = DEFAULT;
      for (var option : options) {
        found =
            switch (option) {
              case "missingkey=default", "missingkey=invalid" -> DEFAULT;
              case "missingkey=zero" -> ZERO;
              case "missingkey=error" -> ERROR;
              default -> throw new IllegalArgumentException("unrecognized option: " + option);
            };
      }
      return found;
    }
  }

  private final String text;
  private final List<Node> nodes;
  private final Map<String, List<Node>> definitions;

  GoTemplate(String text, List<Node> nodes, Map<String, List<Node>> definitions) {
    this.text = text;
    this.nodes = nodes;
    this.definitions = definitions;
  }

  /// Parses a template that may call all of sprig, and functions of its own.
  ///
  /// @param own the names of further functions
  /// @throws GoTemplateException if it is none
  public static GoTemplate parse(String text, Set<String> own) {
    if (text.length() > CHARACTERS_MAX) {
      throw new GoTemplateException(
          true,
          "expected at most %d characters (limit CHARACTERS_MAX), found %d"
              .formatted(CHARACTERS_MAX, text.length()));
    }
    return Parser.parse(text, name -> own.contains(name) || Builtins.isFunction(name));
  }

  /// Functions that a template has beside sprig's.
  @FunctionalInterface
  public interface Functions {
    /// @throws dev.tiphys.language.expression.ExpressionException if it fails
    @Nullable Object call(String name, List<@Nullable Object> arguments);
  }

  /// The text that the template makes of `data`. Nothing of `data` is changed.
  ///
  /// @param data null, Boolean, Long, Double, String, List or Map, and so on within
  /// @param own what calls the functions that are the template's own
  /// @throws GoTemplateException if it cannot be executed, or costs too much
  public String execute(
      @Nullable Object data,
      MissingKey missing,
      Set<String> ownNames,
      Functions own,
      Ambient ambient) {
    return new Execution(text, definitions, missing, new Builtins(ambient, ownNames, own))
        .run(nodes, data);
  }
}
