package dev.tiphys.api;

/// Who asks, and what that one may do (C299, C311).
public interface Caller {
  /// Whoever has the token of the server, or reaches one that asks for none.
  Caller ADMIN =
      new Caller() {
        @Override
        public String name() {
          return "admin";
        }

        @Override
        public String issuer() {
          return "tiphys";
        }

        @Override
        public String issuedAt() {
          return "";
        }

        @Override
        public boolean may(String resource, String action, String object) {
          return true;
        }
      };

  /// The user, account or role; empty for nobody in particular.
  String name();

  /// Who says so.
  String issuer();

  /// When the token was issued, as text; empty without one.
  String issuedAt();

  /// Whether the policies allow it.
  ///
  /// @param object such as `project/application` (C303)
  boolean may(String resource, String action, String object);

  /// @throws Refusal in Argo CD's words unless [#may]
  default void require(String resource, String action, String object) {
    if (!may(resource, action, object)) {
      var when = issuedAt().isEmpty() ? "" : ", iat: " + issuedAt();
      throw new Refusal(
          Refusal.Code.PERMISSION_DENIED,
          "permission denied: %s, %s, %s, sub: %s%s"
              .formatted(resource, action, Refusal.shown(object), name(), when));
    }
  }
}
