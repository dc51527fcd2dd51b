package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.Input;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.delivery.rbac.MalformedPolicyException;
import dev.tiphys.delivery.rbac.Policy;
import dev.tiphys.delivery.rbac.Rbac;
import dev.tiphys.delivery.rbac.Request;
import dev.tiphys.delivery.rbac.Subject;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys rbac`, as `argocd admin settings rbac`: no server is asked.
@Command(
    name = "rbac",
    description = "Tries policies on who may do what. Needs no server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys rbac can role:dev sync applications 'web/*' --policy-file argocd-rbac-cm.yaml",
      "  tiphys rbac validate --policy-file policy.csv"
    },
    subcommands = {RbacCommand.Can.class, RbacCommand.Validate.class})
public final class RbacCommand extends Group {
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("app", "applications"),
          Map.entry("apps", "applications"),
          Map.entry("application", "applications"),
          Map.entry("appset", "applicationsets"),
          Map.entry("appsets", "applicationsets"),
          Map.entry("applicationset", "applicationsets"),
          Map.entry("cluster", "clusters"),
          Map.entry("proj", "projects"),
          Map.entry("projs", "projects"),
          Map.entry("project", "projects"),
          Map.entry("repo", "repositories"),
          Map.entry("repos", "repositories"),
          Map.entry("repository", "repositories"),
          Map.entry("cert", "certificates"),
          Map.entry("certs", "certificates"),
          Map.entry("certificate", "certificates"),
          Map.entry("account", "accounts"),
          Map.entry("gpgkey", "gpgkeys"),
          Map.entry("key", "gpgkeys"),
          Map.entry("log", "logs"));

  /// A policy, and the projects that stand beside it.
  ///
  /// @param data of `argocd-rbac-cm`
  private record Given(Map<String, String> data, Map<String, AppProject> projects) {
    /// Reads lines of CSV, or YAML with the ConfigMap and projects.
    static Given read(String file) {
      var bytes = Input.read(file, System.in);
      if (file.endsWith(".csv")) {
        return new Given(Map.of("policy.csv", new String(bytes, StandardCharsets.UTF_8)), Map.of());
      }
      var data = new HashMap<String, String>();
      var projects = new HashMap<String, AppProject>();
      try {
        for (var document : YamlReader.read(bytes, file)) {
          add(document, data, projects);
        }
      } catch (MalformedYamlException | MalformedResourceException e) {
        throw new BadInput(e.getMessage());
      }
      if (data.isEmpty() && projects.isEmpty()) {
        throw new BadInput(file + ": expected CSV, or a ConfigMap with policy.csv");
      }
      return new Given(data, projects);
    }

    private static void add(
        YamlNode document, Map<String, String> data, Map<String, AppProject> projects) {
      JsonNode json = document.toJson();
      switch (json.path("kind").asText()) {
        case "ConfigMap" ->
            json.path("data")
                .properties()
                .forEach(field -> data.put(field.getKey(), field.getValue().asText()));
        case "AppProject" -> {
          var project = AppProject.from(json);
          projects.put(project.name(), project);
        }
        default -> {}
      }
    }
  }

  /// `tiphys rbac can`.
  @Command(
      name = "can",
      description = "Says whether somebody may do something.",
      mixinStandardHelpOptions = true,
      footer = {"", "Exit codes: 0 yes, 1 no, 2 the input is wrong."})
  static final class Can implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SUBJECT", description = "A role, a user or a group.")
    private String subject;

    @Parameters(index = "1", paramLabel = "ACTION", description = "Such as get, sync, delete.")
    private String action;

    @Parameters(
        index = "2",
        paramLabel = "RESOURCE",
        description = "Such as applications, or short: app, proj, repo, cluster.")
    private String resource;

    @Parameters(
        index = "3",
        arity = "0..1",
        paramLabel = "OBJECT",
        description = "Such as project/application. Default: all.")
    private @Nullable String object;

    @Option(
        names = "--policy-file",
        paramLabel = "FILE",
        description = "Lines of CSV, or YAML with argocd-rbac-cm and AppProjects.")
    private @Nullable String file;

    @Option(names = "--default-role", paramLabel = "ROLE", description = "What everybody has.")
    private @Nullable String defaultRole;

    @Option(
        names = "--use-builtin-policy",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Whether the built-in roles are there. Default: true.")
    private boolean builtIn;

    @Option(
        names = "--strict",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Whether actions and resources must be known ones. Default: true.")
    private boolean strict;

    @Option(
        names = {"-q", "--quiet"},
        description = "Prints nothing.")
    private boolean quiet;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Can() {}

    @Override
    public Integer call() {
      var meant = ALIASES.getOrDefault(resource, resource);
      if (strict && !Request.resources().contains(meant)) {
        throw new BadInput("invalid RBAC resource '%s'".formatted(resource));
      }
      if (strict && !Request.isKnown(meant, action)) {
        throw new BadInput("invalid RBAC action '%s' for %s".formatted(action, meant));
      }
      var given = file == null ? new Given(Map.of(), Map.of()) : Given.read(file);
      var data = new HashMap<>(given.data());
      if (defaultRole != null) {
        data.put("policy.default", defaultRole);
      }
      var all = Request.isBound(meant) ? "*/*" : "*";
      var request = new Request(meant, action, object == null ? all : object);
      boolean allowed;
      try {
        allowed =
            Rbac.of(data, builtIn ? Policy.BUILT_IN : Policy.EMPTY)
                .allows(Subject.of(subject), request, given.projects()::get);
      } catch (MalformedPolicyException e) {
        throw new BadInput(e.getMessage());
      }
      if (!quiet) {
        spec.commandLine().getOut().println(allowed ? "Yes" : "No");
      }
      return allowed ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /// `tiphys rbac validate`.
  @Command(
      name = "validate",
      description = "Says whether a policy can be used.",
      mixinStandardHelpOptions = true,
      footer = {"", "Exit codes: 0 it can, 1 it cannot, 2 there is none."})
  static final class Validate implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--policy-file",
        required = true,
        paramLabel = "FILE",
        description = "Lines of CSV, or YAML with argocd-rbac-cm and AppProjects.")
    private String file;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    Validate() {}

    @Override
    public Integer call() {
      var given = Given.read(file);
      try {
        Rbac.of(given.data(), Policy.EMPTY);
        given.projects().values().forEach(Policy::of);
        spec.commandLine().getOut().println("Policy is valid.");
        return ExitCode.OK;
      } catch (MalformedPolicyException e) {
        spec.commandLine().getErr().println(Inert.text(String.valueOf(e.getMessage())));
        return ExitCode.FAILED;
      }
    }
  }
}
