package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Accounts;
import dev.tiphys.api.Caller;
import dev.tiphys.api.Refusal;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.delivery.rbac.Request;
import dev.tiphys.delivery.rbac.Subject;
import dev.tiphys.delivery.rbac.WebToken;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.language.application.AppProject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The local accounts of `argocd-cm`, the tokens of accounts and projects' roles, and what they may
/// do by `argocd-rbac-cm`. What is issued here is kept in the Secret `argocd-secret` of the store:
/// the key that tokens are signed with, unless a file has `server.secretkey`, and the ids of
/// tokens.
final class HostedAccounts implements Accounts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "argocd-secret";
  private static final String KEY = "server.secretkey";
  private static final String ADMIN = "admin";
  private static final String API_KEY = "apiKey";
  private static final int KEY_BYTES = 32;

  private final JsonObjects objects;
  private final Supplier<ArgoSettings> settings;
  private final Function<String, Optional<AppProject>> projects;
  private final InstantSource clock;
  private volatile @Nullable Optional<ObjectNode> kept;

  HostedAccounts(
      JsonObjects objects,
      Supplier<ArgoSettings> settings,
      Function<String, Optional<AppProject>> projects,
      InstantSource clock) {
    this.objects = objects;
    this.settings = settings;
    this.projects = projects;
    this.clock = clock;
  }

  @Override
  public List<Account> list() {
    var names = new TreeMap<String, List<String>>();
    names.put(ADMIN, List.of("login"));
    var data = settings.get().configMap(ArgoSettings.MAIN);
    for (var entry : data.entrySet()) {
      var parts = entry.getKey().split("[.]");
      if (parts.length == 2 && parts[0].equals("accounts")) {
        var capabilities = new ArrayList<>(names.getOrDefault(parts[1], List.of()));
        Arrays.stream(entry.getValue().split(","))
            .map(String::strip)
            .filter(one -> !one.isEmpty() && !capabilities.contains(one))
            .forEach(capabilities::add);
        names.put(parts[1], capabilities);
      }
    }
    return names.entrySet().stream()
        .map(
            entry ->
                new Account(
                    entry.getKey(),
                    isEnabled(entry.getKey()),
                    entry.getValue(),
                    tokens(entry.getKey())))
        .toList();
  }

  private boolean isEnabled(String account) {
    return settings
        .get()
        .flag(account.equals(ADMIN) ? "admin.enabled" : "accounts." + account + ".enabled", true);
  }

  private static String tokensKey(String account) {
    return account.equals(ADMIN) ? "admin.tokens" : "accounts." + account + ".tokens";
  }

  /// Those that a file tells of, and those that were issued here.
  private List<Token> tokens(String account) {
    var all = new ArrayList<Token>();
    var key = tokensKey(account);
    read(settings.get().secret(SECRET).getOrDefault(key, "")).forEach(one -> all.add(token(one)));
    read(stored(key)).forEach(one -> all.add(token(one)));
    return all;
  }

  private static Token token(JsonNode json) {
    return new Token(
        json.path("id").asText(),
        Instant.ofEpochSecond(json.path("iat").asLong()),
        json.path("exp").asLong() == 0 ? null : Instant.ofEpochSecond(json.path("exp").asLong()));
  }

  private static ArrayNode read(String text) {
    try {
      return !text.isBlank() && JSON.readTree(text) instanceof ArrayNode list
          ? list
          : JSON.createArrayNode();
    } catch (JsonProcessingException e) {
      // Tokens that nobody can read are none.
      return JSON.createArrayNode();
    }
  }

  /// Nobody else writes it.
  private Optional<ObjectNode> secret() {
    var known = kept;
    if (known == null) {
      known = objects.find("Secret", DeliveryResources.CONTROL_NAMESPACE, SECRET);
      kept = known;
    }
    return known.map(ObjectNode::deepCopy);
  }

  private String stored(String key) {
    return secret().map(found -> ArgoSettings.data(found).getOrDefault(key, "")).orElse("");
  }

  private void store(String key, String value) {
    var secret =
        secret()
            .orElseGet(
                () -> {
                  var made =
                      JsonNodeFactory.instance
                          .objectNode()
                          .put("apiVersion", "v1")
                          .put("kind", "Secret");
                  made.putObject("metadata")
                      .put("name", SECRET)
                      .put("namespace", DeliveryResources.CONTROL_NAMESPACE);
                  return made;
                });
    secret
        .withObjectProperty("data")
        .put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    objects.put("Secret", DeliveryResources.CONTROL_NAMESPACE, SECRET, secret);
    kept = null;
  }

  /// What tokens are signed with, made when the first one is issued.
  private synchronized byte[] key(boolean make) {
    var given = settings.get().secret(SECRET).getOrDefault(KEY, "");
    var key = given.isEmpty() ? stored(KEY) : given;
    if (key.isEmpty() && make) {
      var bytes = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
      key = Base64.getEncoder().encodeToString(bytes);
      store(KEY, key);
    }
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized Issued issue(String account, String id, Duration valid) {
    var found = list().stream().filter(one -> one.name().equals(account)).findFirst();
    if (found.isEmpty() || !found.get().capabilities().contains(API_KEY)) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "account %s does not have capability apiKey: write accounts.%s: apiKey into argocd-cm"
              .formatted(account, account));
    }
    var chosen = id.isEmpty() ? UUID.randomUUID().toString() : id;
    if (found.get().tokens().stream().anyMatch(token -> token.id().equals(chosen))) {
      throw Refusal.invalid("account already has token with id '%s'".formatted(chosen));
    }
    var issued = sign(account + ":" + API_KEY, chosen, valid);
    var list = read(stored(tokensKey(account)));
    var entry =
        list.addObject().put("id", chosen).put("iat", issued.token().issuedAt().getEpochSecond());
    if (issued.token().expiresAt() != null) {
      entry.put("exp", issued.token().expiresAt().getEpochSecond());
    }
    store(tokensKey(account), list.toString());
    return issued;
  }

  private Issued sign(String subject, String id, Duration valid) {
    var token = WebToken.issue(subject, id, clock.instant(), valid);
    return new Issued(new Token(id, token.issuedAt(), token.expiresAt()), token.signed(key(true)));
  }

  @Override
  public synchronized void revoke(String account, String id) {
    var list = read(stored(tokensKey(account)));
    var left = JSON.createArrayNode();
    list.forEach(
        one -> {
          if (!one.path("id").asText().equals(id)) {
            left.add(one);
          }
        });
    if (left.size() < list.size()) {
      store(tokensKey(account), left.toString());
    } else if (tokens(account).stream().anyMatch(token -> token.id().equals(id))) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "the token stands in a file that this server was started with: change it there");
    }
  }

  @Override
  public Issued issue(String project, String role, String id, Duration valid) {
    return sign(
        "proj:%s:%s".formatted(project, role),
        id.isEmpty() ? UUID.randomUUID().toString() : id,
        valid);
  }

  @Override
  public Caller caller(String text) {
    var key = key(false);
    if (key.length == 0) {
      throw invalid("no token was ever issued here");
    }
    WebToken token;
    try {
      token = WebToken.verify(text, key, clock.instant());
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
    if (token.subject().startsWith("proj:")) {
      return ofRole(token);
    }
    var parts = token.subject().split(":", -1);
    var capability = parts.length > 1 ? parts[1] : API_KEY;
    var account =
        list().stream()
            .filter(one -> one.name().equals(parts[0]))
            .findFirst()
            .orElseThrow(() -> invalid("account %s does not exist".formatted(parts[0])));
    if (!account.enabled()) {
      throw invalid("account %s is disabled".formatted(account.name()));
    }
    if (!capability.equals(API_KEY) || !account.capabilities().contains(API_KEY)) {
      throw invalid("account %s does not have capability %s".formatted(account.name(), capability));
    }
    if (account.tokens().stream().noneMatch(one -> one.id().equals(token.id()))) {
      throw invalid("token is revoked");
    }
    return new Known(account.name(), text(token.issuedAt()), this);
  }

  /// A project's token counts as long as the project tells of it (C213).
  private Caller ofRole(WebToken token) {
    var parts = token.subject().split(":", -1);
    var known =
        parts.length == 3
            && projects
                .apply(parts[1])
                .map(project -> tells(project.json(), parts[2], token))
                .orElse(false);
    if (!known) {
      throw invalid("token is revoked");
    }
    return new Known(token.subject(), text(token.issuedAt()), this);
  }

  private static boolean tells(JsonNode project, String role, WebToken token) {
    for (var one : project.at("/spec/roles")) {
      if (one.path("name").asText().equals(role)) {
        for (var issued : one.path("jwtTokens")) {
          var id = issued.path("id").asText("");
          if (id.isEmpty()
              ? issued.path("iat").asLong() == token.issuedAt().getEpochSecond()
              : id.equals(token.id())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static String text(Instant time) {
    return time.toString();
  }

  private static Refusal invalid(String why) {
    return new Refusal(Refusal.Code.UNAUTHENTICATED, "invalid session: " + why);
  }

  @Override
  public Optional<Caller> anonymous() {
    return settings.get().flag("users.anonymous.enabled", false)
        ? Optional.of(new Known("", "", this))
        : Optional.empty();
  }

  private boolean may(String subject, Request request) {
    return settings
        .get()
        .rbac()
        .allows(Subject.of(subject), request, name -> projects.apply(name).orElse(null));
  }

  /// Whoever a token speaks of. What that one may do is asked anew each time.
  private record Known(String name, String issuedAt, HostedAccounts accounts) implements Caller {
    @Override
    public String issuer() {
      return "argocd";
    }

    @Override
    public boolean may(String resource, String action, String object) {
      return accounts.may(name, new Request(resource, action, object));
    }
  }
}
