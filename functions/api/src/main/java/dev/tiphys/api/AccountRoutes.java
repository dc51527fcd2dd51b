package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Accounts.Account;
import dev.tiphys.api.Accounts.Issued;
import dev.tiphys.api.Accounts.Token;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who there is and what they may do, and the tokens of accounts and of projects' roles: Argo CD's
/// routes below `/api/v1/account`, `/api/v1/session/userinfo` and `/api/v1/projects/…/token` (C212,
/// C314).
record AccountRoutes(
    Accounts accounts, Definitions definitions, Applications applications, Caller caller) {
  private static final Definitions.Kind PROJECT = Definitions.Kind.APP_PROJECT;

  Reply list(Call call) {
    var answer = JsonNodeFactory.instance.objectNode();
    var items = answer.putArray("items");
    accounts.list().stream()
        .filter(account -> caller.may("accounts", "get", account.name()))
        .forEach(account -> items.add(shown(account)));
    return Reply.of(answer);
  }

  Reply get(Call call) {
    requireOwn("get", call.name());
    return Reply.of(shown(found(call.name())));
  }

  private Account found(String name) {
    return accounts.list().stream()
        .filter(account -> account.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Code.NOT_FOUND,
                    "account '%s' does not exist".formatted(Refusal.shown(name))));
  }

  /// An account may always look at itself and make tokens of its own.
  private void requireOwn(String action, String account) {
    if (!account.equals(caller.name())) {
      caller.require("accounts", action, account);
    }
  }

  private static ObjectNode shown(Account account) {
    var shown =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", account.name())
            .put("enabled", account.enabled());
    account.capabilities().forEach(shown.putArray("capabilities")::add);
    var tokens = shown.putArray("tokens");
    account.tokens().forEach(token -> write(token, tokens.addObject()));
    return shown;
  }

  private static void write(Token token, ObjectNode into) {
    into.put("id", token.id()).put("iat", token.issuedAt().getEpochSecond());
    if (token.expiresAt() != null) {
      into.put("exp", token.expiresAt().getEpochSecond());
    }
  }

  Reply can(Call call) {
    var allowed =
        caller.may(
            call.variables().getOrDefault("resource", ""),
            call.variables().getOrDefault("action", ""),
            call.variables().getOrDefault("subresource", ""));
    return Reply.of(JsonNodeFactory.instance.objectNode().put("value", allowed ? "yes" : "no"));
  }

  Reply user(Call call) {
    var user =
        JsonNodeFactory.instance
            .objectNode()
            .put("loggedIn", !caller.name().isEmpty())
            .put("username", caller.name())
            .put("iss", caller.issuer());
    user.putArray("groups");
    return Reply.of(user);
  }

  Reply issue(Call call) {
    var body = call.body("name", "id", "expiresIn");
    requireOwn("update", call.name());
    var issued = accounts.issue(found(call.name()).name(), body.text("id"), valid(body));
    return Reply.of(JsonNodeFactory.instance.objectNode().put("token", issued.text()));
  }

  /// In seconds; clients of gRPC write 64 bits as text.
  private static Duration valid(Body body) {
    var seconds = seconds(body);
    if (seconds == null) {
      return Duration.ZERO;
    }
    if (seconds < 0) {
      throw Refusal.invalid("expiresIn: expected no negative number, found " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  private static @Nullable Long seconds(Body body) {
    var given = body.json().path("expiresIn");
    try {
      return given.isMissingNode() || given.isNull() ? null : Long.valueOf(given.asText());
    } catch (NumberFormatException e) {
      throw Refusal.invalid("expiresIn: expected a number of seconds");
    }
  }

  Reply revoke(Call call) {
    requireOwn("update", call.name());
    accounts.revoke(found(call.name()).name(), call.variables().getOrDefault("id", ""));
    return Reply.empty();
  }

  /// A token of a role: what is known of it is written into the project, which makes it count.
  Reply issueForRole(Call call) {
    var body = call.body("project", "role", "description", "expiresIn", "id");
    var name = call.name("project");
    var project = project(name);
    var role = role(project, call.variables().getOrDefault("role", ""));
    var issued = accounts.issue(name, role.path("name").asText(), body.text("id"), valid(body));
    add(role, issued);
    definitions.replace(PROJECT, applications.namespace(), project);
    return Reply.of(JsonNodeFactory.instance.objectNode().put("token", issued.text()));
  }

  private static void add(ObjectNode role, Issued issued) {
    var tokens = role.withArrayProperty("jwtTokens");
    for (var token : tokens) {
      if (token.path("id").asText().equals(issued.token().id())) {
        throw Refusal.invalid("token id '%s' has already been used".formatted(issued.token().id()));
      }
    }
    // The newest comes first.
    write(issued.token(), tokens.insertObject(0));
  }

  Reply revokeForRole(Call call) {
    var project = project(call.name("project"));
    var role = role(project, call.variables().getOrDefault("role", ""));
    var id = call.text("id");
    var issued = call.variables().getOrDefault("iat", "");
    var tokens = role.withArrayProperty("jwtTokens").elements();
    var changed = false;
    while (tokens.hasNext()) {
      var token = tokens.next();
      if (id.isEmpty()
          ? token.path("iat").asText().equals(issued)
          : token.path("id").asText().equals(id)) {
        tokens.remove();
        changed = true;
      }
    }
    if (changed) {
      definitions.replace(PROJECT, applications.namespace(), project);
    }
    return Reply.empty();
  }

  /// A copy of a project that the caller may change.
  private ObjectNode project(String name) {
    caller.require("projects", "update", name);
    return definitions
        .get(PROJECT, applications.namespace(), name)
        .orElseThrow(() -> Refusal.notFound(PROJECT.resource(), name))
        .deepCopy();
  }

  private static ObjectNode role(ObjectNode project, String name) {
    for (var role : project.at("/spec/roles")) {
      if (role.path("name").asText().equals(name) && role instanceof ObjectNode found) {
        return found;
      }
    }
    throw new Refusal(
        Refusal.Code.NOT_FOUND,
        "role '%s' does not exist in project '%s'"
            .formatted(Refusal.shown(name), Resources.name(project)));
  }

  /// The rows of the API.
  List<Route> rows() {
    var account = "/api/v1/account";
    var token = "/api/v1/projects/{project}/roles/{role}/token";
    return List.of(
        Route.get(account, this::list),
        Route.get(account + "/can-i/{resource}/{action}/{subresource...}", this::can),
        Route.get(account + "/{name}", this::get),
        Route.post(account + "/{name}/token", this::issue),
        Route.delete(account + "/{name}/token/{id}", this::revoke),
        Route.get("/api/v1/session/userinfo", this::user),
        Route.post(token, this::issueForRole),
        Route.delete(token + "/{iat}", this::revokeForRole));
  }
}
