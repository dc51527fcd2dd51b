package dev.tiphys.delivery.rbac;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tiphys.delivery.rbac.Policy.Grouping;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.glob.Glob;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decides on requests.
///
/// @param policy the built-in roles and what is configured
/// @param defaultRole what everybody has; empty for nothing
/// @param matchMode how patterns are read
public record Rbac(Policy policy, String defaultRole, MatchMode matchMode) {
  /// How patterns of rules are read (C309).
  public enum MatchMode {
    /// As globs over the whole text, where `*` crosses `/`.
    GLOB,
    /// As regular expressions that are found anywhere.
    REGEX
  }

  /// The rules of `argocd-rbac-cm` (C298).
  ///
  /// @param data of the ConfigMap
  /// @throws MalformedPolicyException if one of its policies is none
  public static Rbac of(Map<String, String> data, Policy builtIn) {
    var text = new StringBuilder(data.getOrDefault("policy.csv", ""));
    new TreeMap<>(data)
        .forEach(
            (key, value) -> {
              if (key.startsWith("policy.") && key.endsWith(".csv") && !key.equals("policy.csv")) {
                text.append('\n').append(value);
              }
            });
    return new Rbac(
        builtIn.with(Policy.parse(text.toString())),
        data.getOrDefault("policy.default", ""),
        data.getOrDefault("policy.matchMode", "glob").equals("regex")
            ? MatchMode.REGEX
            : MatchMode.GLOB);
  }

  /// Whether somebody may do something (C299): the default role is asked first, then the user, then
  /// each group that has a role, and at last nobody in particular. The first that may decides.
  ///
  /// @param projects finds projects by name; null for one that is not there
  public boolean allows(
      Subject subject, Request request, Function<String, @Nullable AppProject> projects) {
    var applied = withProject(request, projects);
    if (!defaultRole.isEmpty() && applied.decides(defaultRole, request)) {
      return true;
    }
    if (subject.isOfProject()
        && !request.project().isEmpty()
        && !subject.project().equals(request.project())) {
      return false;
    }
    if (!subject.name().isEmpty() && applied.decides(subject.name(), request)) {
      return true;
    }
    var members = new HashSet<String>();
    applied.policy.groupings().forEach(grouping -> members.add(grouping.member()));
    return subject.groups().stream()
            .anyMatch(group -> members.contains(group) && applied.decides(group, request))
        || applied.decides("", request);
  }

  /// The same with the rules of a further policy.
  public Rbac with(Policy further) {
    return new Rbac(policy.with(further), defaultRole, matchMode);
  }

  /// With what the project of the object says; a project whose policies are none says nothing
  /// (C310).
  private Rbac withProject(Request request, Function<String, @Nullable AppProject> projects) {
    var name = request.project();
    var project = name.isEmpty() ? null : projects.apply(name);
    if (project == null) {
      return this;
    }
    try {
      return with(Policy.of(project));
    } catch (MalformedPolicyException e) {
      return this;
    }
  }

  /// Some rule of the subject, or of a role that it has, allows and none denies.
  private boolean decides(String subject, Request request) {
    var names = roles(subject);
    var allowed = false;
    for (var rule : policy.rules()) {
      if (names.contains(rule.subject())
          && fits(rule.resource(), request.resource())
          && fits(rule.action(), request.action())
          && fits(rule.object(), request.object())) {
        if (rule.effect().equals("deny")) {
          return false;
        }
        allowed |= rule.effect().equals("allow");
      }
    }
    return allowed;
  }

  /// The subject, its roles and theirs.
  private Set<String> roles(String subject) {
    var found = new HashSet<String>();
    var open = new ArrayDeque<String>();
    open.add(subject);
    while (!open.isEmpty()) {
      var name = open.remove();
      if (found.add(name)) {
        policy.groupings().stream()
            .filter(grouping -> grouping.member().equals(name))
            .map(Grouping::role)
            .forEach(open::add);
      }
    }
    return found;
  }

  private boolean fits(String pattern, String text) {
    return switch (matchMode) {
      case GLOB -> Glob.matches(pattern, text);
      case REGEX -> {
        try {
          yield Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
          yield false;
        }
      }
    };
  }
}
