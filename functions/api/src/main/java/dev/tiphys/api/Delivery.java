package dev.tiphys.api;

import java.util.List;
import java.util.Map;

/// What a host delivers, as the API needs it. Projects and sets of applications are [Definitions].
public interface Delivery {
  Applications applications();

  /// What sets of applications do besides.
  ApplicationSets sets();

  Registrations registrations();

  Trusted trusted();

  Accounts accounts();

  /// What a provider posted about a repository (C290): when this returns, what follows from it is
  /// on its way.
  ///
  /// @param headers names in lower case
  /// @param body as it came; nobody has read it yet
  /// @throws Refusal `UNAUTHENTICATED` if it is not signed as it has to be, `INVALID_ARGUMENT` if
  ///     it is of no provider
  void webhook(Map<String, List<String>> headers, byte[] body);
}
