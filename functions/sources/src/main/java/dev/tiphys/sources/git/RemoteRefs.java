package dev.tiphys.sources.git;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a repository lists: every reference with what it points at, in the order of the server.
///
/// @param ids by full name, as `refs/heads/main`; of an annotated tag the id of the tag object;
///     `HEAD` too
/// @param head the full name of what `HEAD` stands for; empty if it is not said
public record RemoteRefs(Map<String, String> ids, String head) {
  public RemoteRefs {
    ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
  }
}
