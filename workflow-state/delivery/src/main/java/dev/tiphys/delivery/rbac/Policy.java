package dev.tiphys.delivery.rbac;

import dev.tiphys.language.application.AppProject;
import java.util.ArrayList;
import java.util.List;

/// Rules and roles.
///
/// @param groupings who has which role
public record Policy(List<Rule> rules, List<Grouping> groupings) {
  /// No rule at all.
  public static final Policy EMPTY = new Policy(List.of(), List.of());

  private static final int LINES_MAX = 100_000;

  /// The roles that are always there (C308).
  public static final Policy BUILT_IN = builtIn();

  /// `p, subject, resource, action, object, effect`.
  public record Rule(
      String subject, String resource, String action, String object, String effect) {}

  /// `g, member, role`.
  public record Grouping(String member, String role) {}

  public Policy {
    rules = List.copyOf(rules);
    groupings = List.copyOf(groupings);
  }

  private static Policy builtIn() {
    var rules = new ArrayList<Rule>();
    var bound = List.of("applications", "applicationsets", "logs");
    for (var resource :
        List.of(
            "applications",
            "applicationsets",
            "certificates",
            "clusters",
            "repositories",
            "write-repositories",
            "projects",
            "accounts",
            "gpgkeys",
            "logs")) {
      rules.add(allow("role:readonly", resource, "get", bound.contains(resource) ? "*/*" : "*"));
    }
    for (var action :
        List.of(
            "create", "update", "update/*", "delete", "delete/*", "sync", "override", "action/*")) {
      rules.add(allow("role:admin", "applications", action, "*/*"));
    }
    for (var action : List.of("get", "create", "update", "delete")) {
      rules.add(allow("role:admin", "applicationsets", action, "*/*"));
    }
    for (var resource :
        List.of("certificates", "clusters", "repositories", "write-repositories", "projects")) {
      for (var action : List.of("create", "update", "delete")) {
        rules.add(allow("role:admin", resource, action, "*"));
      }
    }
    rules.add(allow("role:admin", "accounts", "update", "*"));
    rules.add(allow("role:admin", "gpgkeys", "create", "*"));
    rules.add(allow("role:admin", "gpgkeys", "delete", "*"));
    rules.add(allow("role:admin", "exec", "create", "*/*"));
    return new Policy(
        rules,
        List.of(new Grouping("role:admin", "role:readonly"), new Grouping("admin", "role:admin")));
  }

  private static Rule allow(String subject, String resource, String action, String object) {
    return new Rule(subject, resource, action, object, "allow");
  }

  /// Reads lines of comma-separated fields, which may stand in quotes; `#` begins a comment.
  ///
  /// @throws MalformedPolicyException for the first line that is none
  public static Policy parse(String text) {
    var rules = new ArrayList<Rule>();
    var groupings = new ArrayList<Grouping>();
    var number = 0;
    for (var line : text.split("\n", -1)) {
      if (++number > LINES_MAX) {
        throw new MalformedPolicyException(
            number, "expected at most %d lines (limit LINES_MAX)".formatted(LINES_MAX));
      }
      var trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#")) {
        continue;
      }
      var fields = fields(trimmed, number);
      switch (fields.getFirst()) {
        case "p" -> {
          count(fields, 6, number, "p, subject, resource, action, object, effect");
          rules.add(
              new Rule(fields.get(1), fields.get(2), fields.get(3), fields.get(4), fields.get(5)));
        }
        case "g" -> {
          count(fields, 3, number, "g, member, role");
          groupings.add(new Grouping(fields.get(1), fields.get(2)));
        }
        default ->
            throw new MalformedPolicyException(
                number, "expected p or g as first field, found '%s'".formatted(fields.getFirst()));
      }
    }
    return new Policy(rules, groupings);
  }

  private static void count(List<String> fields, int expected, int line, String form) {
    if (fields.size() != expected) {
      throw new MalformedPolicyException(
          line, "expected %d fields (%s), found %d".formatted(expected, form, fields.size()));
    }
  }

  private static List<String> fields(String line, int number) {
    var fields = new ArrayList<String>();
    var at = 0;
    while (at <= line.length()) {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      if (at < line.length() && line.charAt(at) == '"') {
        var field = new StringBuilder();
        at++;
        while (true) {
          var quote = line.indexOf('"', at);
          if (quote < 0) {
            throw new MalformedPolicyException(number, "a quote is not closed");
          }
          field.append(line, at, quote);
          at = quote + 1;
          if (at >= line.length() || line.charAt(at) != '"') {
            break;
          }
          field.append('"');
          at++;
        }
        if (at < line.length() && line.charAt(at) != ',') {
          throw new MalformedPolicyException(number, "expected a comma after a quoted field");
        }
        fields.add(field.toString());
        at++;
      } else {
        var comma = line.indexOf(',', at);
        var end = comma < 0 ? line.length() : comma;
        fields.add(line.substring(at, end));
        at = end + 1;
      }
    }
    return fields;
  }

  /// What a project's roles may do (C210).
  ///
  /// @throws MalformedPolicyException if one of its policies is none
  public static Policy of(AppProject project) {
    var rules = new ArrayList<Rule>();
    var groupings = new ArrayList<Grouping>();
    for (var role : project.spec().roles()) {
      var subject = "proj:" + project.name() + ":" + role.name();
      rules.add(allow(subject, "projects", "get", project.name()));
      var own = parse(String.join("\n", role.policies()));
      rules.addAll(own.rules());
      for (var group : role.groups()) {
        var quoted = group.length() > 1 && group.startsWith("\"") && group.endsWith("\"");
        groupings.add(
            new Grouping(quoted ? group.substring(1, group.length() - 1) : group, subject));
      }
    }
    return new Policy(rules, groupings);
  }

  /// Both together.
  public Policy with(Policy other) {
    var allRules = new ArrayList<>(rules);
    allRules.addAll(other.rules);
    var allGroupings = new ArrayList<>(groupings);
    allGroupings.addAll(other.groupings);
    return new Policy(allRules, allGroupings);
  }
}
