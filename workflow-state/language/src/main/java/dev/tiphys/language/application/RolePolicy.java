package dev.tiphys.language.application;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The lines and groups of a project's roles (C210, C211).
public final class RolePolicy {
  private static final Set<String> RESOURCES =
      Set.of("applications", "applicationsets", "repositories", "clusters", "logs", "exec");
  private static final Pattern ACTION =
      Pattern.compile("get|create|update|delete|sync|override|\\*|(action|update|delete)/.*");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"\\r\\n\\t]+\"");
  private static final Pattern BARE = Pattern.compile("[^\",\\r\\n\\t]+");

  private RolePolicy() {}

  /// What is wrong with a policy of a role; null if nothing.
  public static @Nullable String problem(String project, String role, String policy) {
    var problem = problemOf(project, role, policy);
    return problem == null ? null : "invalid policy rule '" + policy + "': " + problem;
  }

  private static @Nullable String problemOf(String project, String role, String policy) {
    List<String> parts = Arrays.stream(policy.split(",", -1)).map(String::strip).toList();
    if (parts.size() != 6 || !parts.getFirst().equals("p")) {
      return "must be of the form: 'p, sub, res, act, obj, eft'";
    }
    var subject = "proj:" + project + ":" + role;
    if (!parts.get(1).equals(subject)) {
      return "policy subject must be: '%s', not '%s'".formatted(subject, parts.get(1));
    }
    if (!RESOURCES.contains(parts.get(2))) {
      return "resource must be: 'applications', 'applicationsets', 'repositories', 'clusters',"
          + " 'logs' or 'exec', not '%s'".formatted(parts.get(2));
    }
    if (!isAction(parts.get(3))) {
      return "invalid action '%s'".formatted(parts.get(3));
    }
    if (!isObject(project, parts.get(4))) {
      return "object must be of form '%s/*', '%s/<APPNAME>' or '%s/<NAMESPACE>/<APPNAME>', not '%s'"
          .formatted(project, project, project, parts.get(4));
    }
    if (!Set.of("allow", "deny").contains(parts.get(5))) {
      return "effect must be: 'allow' or 'deny', not '%s'".formatted(parts.get(5));
    }
    return null;
  }

  /// Whether a project's role may speak of an action.
  public static boolean isAction(String action) {
    return ACTION.matcher(action).matches();
  }

  /// Whether an object is one of a project.
  public static boolean isObject(String project, String object) {
    return object.matches(Pattern.quote(project) + "(/[*\\w.-]+)?/[*\\w.-]+");
  }

  /// What is wrong with the name of a group; null if nothing.
  public static @Nullable String groupProblem(String group) {
    if (QUOTED.matcher(group).matches() && !group.substring(1, group.length() - 1).isBlank()) {
      return null;
    }
    if (BARE.matcher(group).matches() && group.strip().equals(group)) {
      return null;
    }
    return "group '%s' is invalid: no quote, tab, line break or blank at its ends may stand in it,"
            .formatted(group)
        + " and one with a comma stands in quotes";
  }
}
