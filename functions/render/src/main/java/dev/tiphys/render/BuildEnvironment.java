package dev.tiphys.render;

import dev.tiphys.language.application.ApplicationSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The variables that options of a source may use (C014), each written down when it is used.
final class BuildEnvironment {
  private static final Pattern USE =
      Pattern.compile("\\$(?:\\$|\\{([^}]*)\\}|([A-Za-z_][A-Za-z0-9_]*))");

  private static final int SHORT = 7;
  private static final int SHORT_8 = 8;

  private final Map<String, String> variables;
  private final Journal journal;

  private BuildEnvironment(Map<String, String> variables, Journal journal) {
    this.variables = variables;
    this.journal = journal;
  }

  static BuildEnvironment of(
      RenderedApp app, ApplicationSource source, String revision, Journal journal) {
    return new BuildEnvironment(variables(app, source, revision), journal);
  }

  /// All of them.
  static Map<String, String> variables(RenderedApp app, ApplicationSource source, String revision) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ARGOCD_APP_NAME", app.instance());
    variables.put("ARGOCD_APP_NAMESPACE", app.namespace());
    variables.put("ARGOCD_APP_PROJECT_NAME", app.project());
    variables.put("ARGOCD_APP_REVISION", revision);
    variables.put("ARGOCD_APP_REVISION_SHORT", shortened(revision, SHORT));
    variables.put("ARGOCD_APP_REVISION_SHORT_8", shortened(revision, SHORT_8));
    variables.put("ARGOCD_APP_SOURCE_REPO_URL", source.repoURL());
    variables.put("ARGOCD_APP_SOURCE_PATH", source.path());
    variables.put("ARGOCD_APP_SOURCE_TARGET_REVISION", source.targetRevision());
    return variables;
  }

  private static String shortened(String revision, int length) {
    return revision.length() > length ? revision.substring(0, length) : revision;
  }

  /// `text` with `$NAME` and `${NAME}` replaced, unknown ones by nothing, and `$$` by `$`.
  String substitute(String text) {
    return USE.matcher(text)
        .replaceAll(
            use -> {
              if (use.group().equals("$$")) {
                return Matcher.quoteReplacement("$");
              }
              var name = use.group(1) == null ? use.group(2) : use.group(1);
              return Matcher.quoteReplacement(value(name));
            });
  }

  private String value(String name) {
    var value = variables.getOrDefault(name, "");
    journal.variable(name, value);
    return value;
  }

  /// All variables, which then count as used.
  Map<String, String> all() {
    variables.forEach(journal::variable);
    return Collections.unmodifiableMap(variables);
  }
}
