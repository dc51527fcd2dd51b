package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.cli.ExitCode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tiphys proj role`: who may do what in a project.
@Command(
    name = "role",
    description = "Shows and changes roles of a project, and makes tokens for them.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys proj role create web ci",
      "  tiphys proj role add-policy web ci -a sync -o '*'",
      "  tiphys proj role create-token web ci --expires-in 24h"
    },
    subcommands = {
      ProjRoles.ListAll.class,
      ProjRoles.Create.class,
      ProjRoles.Delete.class,
      ProjRoles.AddPolicy.class,
      ProjRoles.RemovePolicy.class,
      ProjRoles.CreateToken.class,
      ProjRoles.DeleteToken.class,
      ProjRoles.ListTokens.class
    })
final class ProjRoles extends Group {
  private static ObjectNode role(ObjectNode spec, String name) {
    for (var role : spec.withArrayProperty("roles")) {
      if (role.path("name").asText().equals(name) && role instanceof ObjectNode found) {
        return found;
      }
    }
    throw new BadInput("the project has no role '%s'".formatted(Inert.text(name)));
  }

  /// `tiphys proj role list`.
  @Command(name = "list", description = "Lists the roles of a project.")
  static final class ListAll extends OnServer {
    @Parameters(paramLabel = "PROJECT", description = "The project.")
    private String project;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListAll() {}

    @Override
    int carryOut(DeliveryClient client) {
      var table = new Table(2, List.of("NAME", "DESCRIPTION", "POLICIES", "TOKENS"));
      for (var role :
          client.routes().projects().send("GET", Map.of(), null, project).at("/spec/roles")) {
        table.add(
            List.of(
                role.path("name").asText(),
                role.path("description").asText(),
                Integer.toString(role.path("policies").size()),
                Integer.toString(role.path("jwtTokens").size())));
      }
      client.print(table, "no roles");
      return ExitCode.OK;
    }
  }

  /// A change of one role.
  abstract static class OfRole extends ProjCommand.Change {
    @Parameters(index = "1", paramLabel = "ROLE", description = "The role.")
    String role;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfRole() {}
  }

  /// `tiphys proj role create`.
  @Command(name = "create", description = "Adds a role that may nothing yet.")
  static final class Create extends OfRole {
    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Create() {}

    @Override
    void change(ObjectNode spec) {
      var roles = spec.withArrayProperty("roles");
      for (var one : roles) {
        if (one.path("name").asText().equals(role)) {
          throw new BadInput("the project has a role '%s' already".formatted(Inert.text(role)));
        }
      }
      var made = roles.addObject().put("name", role);
      if (description != null) {
        made.put("description", description);
      }
    }
  }

  /// `tiphys proj role delete`.
  @Command(name = "delete", description = "Removes a role: its tokens count no longer.")
  static final class Delete extends OfRole {
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Delete() {}

    @Override
    void change(ObjectNode spec) {
      var found = role(spec, role);
      var roles = spec.withArrayProperty("roles").elements();
      while (roles.hasNext()) {
        if (roles.next() == found) {
          roles.remove();
        }
      }
    }
  }

  /// What a role may or may not do.
  abstract static class OfPolicy extends ProjCommand.Change {
    @Parameters(index = "1", paramLabel = "ROLE", description = "The role.")
    private String role;

    @Option(
        names = {"-a", "--action"},
        paramLabel = "ACTION",
        required = true,
        description = "get, create, update, delete, sync, override, action/…, or *.")
    private String action;

    @Option(
        names = {"-r", "--resource"},
        paramLabel = "RESOURCE",
        defaultValue = "applications",
        description = "Default: applications.")
    private String resource;

    @Option(
        names = {"-o", "--object"},
        paramLabel = "GLOB",
        required = true,
        description = "Name within the project, or *.")
    private String object;

    @Option(
        names = {"-p", "--permission"},
        paramLabel = "EFFECT",
        defaultValue = "allow",
        description = "allow or deny. Default: allow.")
    private String effect;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfPolicy() {}

    ObjectNode role(ObjectNode spec) {
      return ProjRoles.role(spec, role);
    }

    String policy() {
      return "p, proj:%1$s:%2$s, %3$s, %4$s, %1$s/%5$s, %6$s"
          .formatted(project, role, resource, action, object, effect);
    }
  }

  /// `tiphys proj role add-policy`.
  @Command(name = "add-policy", description = "Lets a role do something.")
  static final class AddPolicy extends OfPolicy {
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    AddPolicy() {}

    @Override
    void change(ObjectNode spec) {
      role(spec).withArrayProperty("policies").add(policy());
    }
  }

  /// `tiphys proj role remove-policy`.
  @Command(name = "remove-policy", description = "Lets a role do something no longer.")
  static final class RemovePolicy extends OfPolicy {
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RemovePolicy() {}

    @Override
    void change(ObjectNode spec) {
      var policies = role(spec).withArrayProperty("policies").elements();
      var there = false;
      while (policies.hasNext()) {
        if (policies.next().asText().equals(policy())) {
          policies.remove();
          there = true;
        }
      }
      if (!there) {
        throw new BadInput("the role has no policy '%s'".formatted(policy()));
      }
    }
  }

  /// The tokens of a role.
  abstract static class OfTokens extends OnServer {
    @Parameters(index = "0", paramLabel = "PROJECT", description = "The project.")
    String project;

    @Parameters(index = "1", paramLabel = "ROLE", description = "The role.")
    String role;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfTokens() {}
  }

  /// `tiphys proj role create-token`.
  @Command(
      name = "create-token",
      description = "Makes a token of a role and prints it: it is not shown again.")
  static final class CreateToken extends OfTokens {
    @Option(
        names = {"-i", "--id"},
        paramLabel = "ID",
        description = "By which it can be revoked.")
    private @Nullable String id;

    @Option(
        names = {"-e", "--expires-in"},
        paramLabel = "D",
        defaultValue = "0s",
        description = "How long it counts: 24h. Default: for ever.")
    private String expiresIn;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CreateToken() {}

    @Override
    int carryOut(DeliveryClient client) {
      var body =
          JsonNodeFactory.instance
              .objectNode()
              .put("expiresIn", AccountCommand.seconds(expiresIn))
              .put("id", id == null ? "" : id);
      var answer =
          client.routes().projects().send("POST", Map.of(), body, project, "roles", role, "token");
      client.out().println(answer.path("token").asText());
      return ExitCode.OK;
    }
  }

  /// `tiphys proj role delete-token`.
  @Command(name = "delete-token", description = "Revokes a token of a role.")
  static final class DeleteToken extends OfTokens {
    @Parameters(
        index = "2",
        paramLabel = "ISSUED-AT",
        description = "When it was issued, in seconds, as list-tokens shows it.")
    private long issuedAt;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DeleteToken() {}

    @Override
    int carryOut(DeliveryClient client) {
      client
          .routes()
          .projects()
          .send("DELETE", Map.of(), null, project, "roles", role, "token", Long.toString(issuedAt));
      client.out().println("token revoked");
      return ExitCode.OK;
    }
  }

  /// `tiphys proj role list-tokens`.
  @Command(name = "list-tokens", description = "Lists the tokens of a role.")
  static final class ListTokens extends OfTokens {
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ListTokens() {}

    @Override
    int carryOut(DeliveryClient client) {
      var found = client.routes().projects().send("GET", Map.of(), null, project);
      var table = new Table(2, List.of("ID", "ISSUED-AT", "EXPIRES-AT"));
      for (var token : role((ObjectNode) found.path("spec"), role).path("jwtTokens")) {
        var expires = token.path("exp").asLong();
        table.add(
            List.of(
                token.path("id").asText(),
                token.path("iat").asText(),
                expires == 0 ? "never" : Instant.ofEpochSecond(expires).toString()));
      }
      client.print(table, "no tokens");
      return ExitCode.OK;
    }
  }
}
