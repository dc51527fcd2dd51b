package dev.tiphys.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The local accounts of a host and the tokens that it issues (C312 to C317), and what whoever
/// holds one may do.
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads.
public interface Accounts {
  /// An account.
  ///
  /// @param capabilities `login`, `apiKey`
  record Account(String name, boolean enabled, List<String> capabilities, List<Token> tokens) {
    public Account {
      capabilities = List.copyOf(capabilities);
      tokens = List.copyOf(tokens);
    }
  }

  /// What is known of a token that was issued; it is shown to nobody again.
  ///
  /// @param expiresAt null for never
  record Token(String id, Instant issuedAt, @Nullable Instant expiresAt) {}

  /// A token as it is handed out.
  record Issued(Token token, String text) {}

  /// In any order; `admin` is always there.
  List<Account> list();

  /// Issues a token of an account.
  ///
  /// @param id empty for one that is made up
  /// @param valid how long; zero for ever
  Issued issue(String account, String id, Duration valid);

  /// Makes a token of an account worthless, if there is one of that id.
  void revoke(String account, String id);

  /// Issues a token of a project's role. It counts once the project says that it was issued.
  Issued issue(String project, String role, String id, Duration valid);

  /// Whoever a token speaks of.
  ///
  /// @throws Refusal `UNAUTHENTICATED` if it is not one of this host, or not any more
  Caller caller(String token);

  /// Whoever asks without a token, if anybody may.
  Optional<Caller> anonymous();
}
