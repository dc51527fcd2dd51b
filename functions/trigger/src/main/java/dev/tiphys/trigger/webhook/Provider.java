package dev.tiphys.trigger.webhook;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Whose webhooks are known, in the order in which their headers decide: Gitea sends those of
/// others too.
public enum Provider {
  AZURE_DEVOPS("azuredevops", "x-vss-activityid", "x-vss-activityid"),
  GOGS("gogs", "x-gogs-event", "x-gogs-delivery"),
  GITHUB("github", "x-github-event", "x-github-delivery"),
  GITLAB("gitlab", "x-gitlab-event", "x-gitlab-event-uuid"),
  BITBUCKET("bitbucket", "x-hook-uuid", "x-request-uuid"),
  BITBUCKET_SERVER("bitbucketserver", "x-event-key", "x-request-id");

  private final String text;
  private final String header;
  private final String delivery;

  Provider(String text, String header, String delivery) {
    this.text = text;
    this.header = header;
    this.delivery = delivery;
  }

  /// Whose webhook a request is, if it is one.
  ///
  /// @param headers names in lower case
  public static Optional<Provider> of(Map<String, List<String>> headers) {
    for (var provider : values()) {
      if (headers.containsKey(provider.header)) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }

  /// The provider that the `type` of a client names; Gitea is a Gogs.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Provider named(String text) {
    var wanted = text.toLowerCase(Locale.ROOT);
    for (var provider : values()) {
      if (provider.text.equals(wanted)) {
        return provider;
      }
    }
    if (wanted.equals("gitea")) {
      return GOGS;
    }
    throw new IllegalArgumentException(
        "type: expected github, gitlab, bitbucket, bitbucketserver, gogs, gitea or azuredevops, found '%s'"
            .formatted(text.length() > 60 ? text.substring(0, 60) + "…" : text));
  }

  /// The header that tells one delivery from another; the same when it is sent again.
  public String delivery() {
    return delivery;
  }

  @Override
  public String toString() {
    return text;
  }
}
