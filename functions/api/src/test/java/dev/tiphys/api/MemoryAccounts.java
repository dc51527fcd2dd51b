package dev.tiphys.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Accounts whose tokens are `a.NAME.b`, and who may do what a test lets them.
final class MemoryAccounts implements Accounts {
  /// `resource, action, object` by account.
  final Map<String, Set<String>> rights = new ConcurrentHashMap<>();

  final List<String> done = new ArrayList<>();
  boolean open;

  @Override
  public List<Account> list() {
    return List.of(
        new Account("admin", true, List.of("login"), List.of()),
        new Account(
            "dev",
            true,
            List.of("apiKey"),
            List.of(new Token("t-1", Instant.ofEpochSecond(7), null))));
  }

  @Override
  public Issued issue(String account, String id, Duration valid) {
    done.add("issue %s %s %s".formatted(account, id, valid));
    return new Issued(new Token(id, Instant.ofEpochSecond(9), null), "a." + account + ".b");
  }

  @Override
  public void revoke(String account, String id) {
    done.add("revoke %s %s".formatted(account, id));
  }

  @Override
  public Issued issue(String project, String role, String id, Duration valid) {
    return issue(project + ":" + role, id, valid);
  }

  @Override
  public Caller caller(String token) {
    var name = token.split("[.]")[1];
    if (!rights.containsKey(name)) {
      throw new Refusal(Refusal.Code.UNAUTHENTICATED, "invalid session: token is revoked");
    }
    return new Known(name, this);
  }

  @Override
  public Optional<Caller> anonymous() {
    return open ? Optional.of(new Known("", this)) : Optional.empty();
  }

  private record Known(String name, MemoryAccounts accounts) implements Caller {
    @Override
    public String issuer() {
      return "argocd";
    }

    @Override
    public String issuedAt() {
      return name.isEmpty() ? "" : "1970-01-01T00:00:07Z";
    }

    @Override
    public boolean may(String resource, String action, String object) {
      return accounts
          .rights
          .getOrDefault(name, Set.of())
          .contains("%s, %s, %s".formatted(resource, action, object));
    }
  }
}
