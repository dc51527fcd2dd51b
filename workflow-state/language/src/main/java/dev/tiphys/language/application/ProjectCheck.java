package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.application.ProjectSpec.Role;
import dev.tiphys.language.application.ProjectSpec.ServiceAccount;
import dev.tiphys.language.cron.MalformedScheduleException;
import dev.tiphys.language.cron.Schedule;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.glob.MalformedPatternException;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is wrong with an AppProject (C200–C222).
public final class ProjectCheck {
  private static final int DESCRIPTION_CHARS_MAX = 255;
  private static final Pattern ROLE = Pattern.compile("[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?");
  private static final Pattern NOT_IN_ACCOUNTS = Pattern.compile("[!*\\[\\]{}\\\\/]");

  private final Problems problems = new Problems();

  private ProjectCheck() {}

  /// All problems of a project.
  public static List<Problem> check(AppProject project) {
    var check = new ProjectCheck();
    check.problems.addIf(project.name().isEmpty(), "metadata.name", "name is required");
    check.spec(project.name(), project.spec());
    return check.problems.list();
  }

  private void spec(String name, ProjectSpec spec) {
    description(spec.description(), "spec.description");
    for (var i = 0; i < spec.sourceRepos().size(); i++) {
      problems.addIf(
          spec.sourceRepos().get(i).equals("!*"),
          "spec.sourceRepos[" + i + "]",
          "source repository has an invalid format, '!*'");
    }
    unique(spec.sourceRepos(), "spec.sourceRepos", "source repository");
    unique(spec.sourceNamespaces(), "spec.sourceNamespaces", "source namespace");
    destinations(spec.destinations());
    roles(name, spec.roles());
    windows(spec.syncWindows());
    accounts(spec.destinationServiceAccounts());
    for (var i = 0; i < spec.signatureKeys().size(); i++) {
      problems.addIf(
          spec.signatureKeys().get(i).isEmpty(),
          "spec.signatureKeys[" + i + "]",
          "keyID is required");
    }
    integrity(spec.sourceIntegrity());
  }

  private void description(String text, String path) {
    problems.addIf(
        text.length() > DESCRIPTION_CHARS_MAX,
        path,
        "expected at most %d characters, found %d".formatted(DESCRIPTION_CHARS_MAX, text.length()));
  }

  private void unique(List<String> texts, String path, String what) {
    var seen = new HashSet<String>();
    for (var i = 0; i < texts.size(); i++) {
      problems.addIf(
          !seen.add(texts.get(i)),
          path + "[" + i + "]",
          "%s '%s' already added".formatted(what, texts.get(i)));
    }
  }

  private void destinations(List<Destination> destinations) {
    var seen = new HashSet<String>();
    for (var i = 0; i < destinations.size(); i++) {
      var destination = destinations.get(i);
      var path = "spec.destinations[" + i + "]";
      problems.addIf(
          destination.server().equals("!*"),
          path + ".server",
          "server has an invalid format, '!*'");
      problems.addIf(
          destination.namespace().equals("!*"),
          path + ".namespace",
          "namespace has an invalid format, '!*'");
      problems.addIf(
          destination.name().equals("!*"), path + ".name", "name has an invalid format, '!*'");
      var cluster = destination.server().isEmpty() ? destination.name() : destination.server();
      var key = cluster + "/" + destination.namespace();
      problems.addIf(!seen.add(key), path, "destination '%s' already added".formatted(key));
    }
  }

  private void roles(String project, List<Role> roles) {
    var names = new HashSet<String>();
    for (var i = 0; i < roles.size(); i++) {
      var role = roles.get(i);
      var path = "spec.roles[" + i + "]";
      if (!ROLE.matcher(role.name()).matches()) {
        problems.add(
            path + ".name",
            "invalid role name '%s': letters, digits, '-' and '_', the first and the last a letter"
                    .formatted(role.name())
                + " or a digit");
      } else if (!names.add(role.name())) {
        problems.add(path + ".name", "role '%s' already exists".formatted(role.name()));
      }
      var policies = new HashSet<String>();
      for (var j = 0; j < role.policies().size(); j++) {
        var policy = role.policies().get(j);
        var at = path + ".policies[" + j + "]";
        problems.addUnlessNull(at, RolePolicy.problem(project, role.name(), policy));
        problems.addIf(
            !policies.add(policy.replaceAll("\\s*,\\s*", ", ").strip()),
            at,
            "policy '%s' already exists for role '%s'".formatted(policy, role.name()));
      }
      for (var j = 0; j < role.groups().size(); j++) {
        problems.addUnlessNull(
            path + ".groups[" + j + "]", RolePolicy.groupProblem(role.groups().get(j)));
      }
      unique(role.groups(), path + ".groups", "group");
    }
  }

  private void windows(List<SyncWindow> windows) {
    var seen = new HashSet<SyncWindow>();
    for (var i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      var path = "spec.syncWindows[" + i + "]";
      problems.addUnlessNull(path, problem(window));
      description(window.description(), path + ".description");
      problems.addIf(
          window.applications().isEmpty()
              && window.namespaces().isEmpty()
              && window.clusters().isEmpty(),
          path,
          "requires one of application, cluster or namespace");
      problems.addIf(
          !seen.add(identity(window)),
          path,
          "window '%s':'%s':'%s' already exists"
              .formatted(window.kind(), window.schedule(), window.duration()));
    }
  }

  /// A window without what two equal ones may differ in (C214).
  private static SyncWindow identity(SyncWindow window) {
    return new SyncWindow(
        window.kind(),
        window.schedule(),
        window.duration(),
        window.applications(),
        window.namespaces(),
        window.clusters(),
        false,
        window.timeZone(),
        window.andOperator(),
        false,
        "");
  }

  /// What keeps a window from ever being open; null if nothing.
  public static @Nullable String problem(SyncWindow window) {
    if (!Set.of("allow", "deny").contains(window.kind())) {
      return "kind '%s' mismatch: can only be allow or deny".formatted(window.kind());
    }
    if (window.schedule().strip().startsWith("@")) {
      return "cannot parse schedule '%s': expected five fields".formatted(window.schedule());
    }
    try {
      Schedule.parse(window.schedule(), ZoneOffset.UTC);
    } catch (MalformedScheduleException e) {
      return "cannot parse schedule '%s': %s".formatted(window.schedule(), e.getMessage());
    }
    try {
      GoValues.duration(window.duration());
    } catch (ExpressionException e) {
      return "cannot parse duration '%s': %s".formatted(window.duration(), e.getMessage());
    }
    return null;
  }

  private void accounts(List<ServiceAccount> accounts) {
    var seen = new HashSet<String>();
    for (var i = 0; i < accounts.size(); i++) {
      var account = accounts.get(i);
      var path = "spec.destinationServiceAccounts[" + i + "]";
      problems.addUnlessNull(path, problem(account));
      var key = account.server() + "/" + account.namespace();
      problems.addIf(
          !seen.add(key),
          path,
          "destination service account for '%s' already added".formatted(key));
    }
  }

  /// What is wrong with an account to act as; null if nothing (C219).
  public static @Nullable String problem(ServiceAccount account) {
    if (account.server().contains("!") || !isGlob(account.server())) {
      return "server has an invalid format, '%s'".formatted(account.server());
    }
    if (account.namespace().contains("!") || !isGlob(account.namespace())) {
      return "namespace has an invalid format, '%s'".formatted(account.namespace());
    }
    var name = account.defaultServiceAccount();
    if (name.isBlank() || NOT_IN_ACCOUNTS.matcher(name).find()) {
      return "defaultServiceAccount has an invalid format, '%s'".formatted(name);
    }
    return null;
  }

  private static boolean isGlob(String text) {
    try {
      Glob.of(text);
      return true;
    } catch (MalformedPatternException e) {
      return false;
    }
  }

  private void integrity(@Nullable JsonNode integrity) {
    if (integrity == null) {
      return;
    }
    var policies = integrity.path("git").path("policies");
    for (var i = 0; i < policies.size(); i++) {
      var mode = policies.get(i).path("gpg").path("mode").asText();
      problems.addIf(
          !Set.of("none", "head", "strict").contains(mode),
          "spec.sourceIntegrity.git.policies[" + i + "].gpg.mode",
          "expected none, head or strict, found \"%s\"".formatted(mode));
    }
  }
}
