package dev.tiphys.delivery.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.sets.SetNeeds;
import dev.tiphys.delivery.webhook.RepositoryEvent.Pushed;
import dev.tiphys.delivery.webhook.RepositoryEvent.Requested;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.language.application.ApplicationSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a set of applications is to be generated again because of an event (C269).
public final class SetRefresh {
  private SetRefresh() {}

  /// @param reads the repositories that were read when it was generated last
  public static boolean of(ApplicationSet set, List<SetRead> reads, RepositoryEvent event) {
    return switch (event) {
      case Pushed pushed -> SetNeeds.uses(set, "plugin") || reads(set, reads, pushed);
      case Requested requested ->
          SetNeeds.uses(set, "plugin")
              || SetNeeds.generators(set).stream()
                  .anyMatch(
                      used -> used.kind().equals("pullRequest") && lists(used.spec(), requested));
      case RepositoryEvent.Published _, RepositoryEvent.Nothing _ -> false;
    };
  }

  private static boolean reads(ApplicationSet set, List<SetRead> reads, Pushed pushed) {
    var repositories =
        pushed.urls().stream().map(WebUrl::repository).flatMap(Optional::stream).toList();
    return reads.stream()
            .anyMatch(read -> fits(repositories, read.repoUrl(), read.targetRevision(), pushed))
        || SetNeeds.generators(set).stream()
            .filter(used -> used.kind().equals("git"))
            .anyMatch(
                used ->
                    fits(
                        repositories,
                        used.spec().path("repoURL").asText(),
                        used.spec().path("revision").asText(),
                        pushed));
  }

  private static boolean fits(
      List<Pattern> repositories, String url, String revision, Pushed pushed) {
    return repositories.stream().anyMatch(pattern -> pattern.matcher(url).matches())
        && Refresh.revisionMatches(revision, pushed.revision(), pushed.touchedHead());
  }

  /// Whether a generator lists the requests of that repository.
  private static boolean lists(JsonNode generator, Requested requested) {
    var spec = generator.path(requested.provider());
    var named =
        switch (requested.provider()) {
          case "github" -> spec.path("owner").asText() + "/" + spec.path("repo").asText();
          case "azuredevops" -> spec.path("project").asText() + "/" + spec.path("repo").asText();
          default -> spec.path("project").asText();
        };
    return spec.isObject()
        && named.toLowerCase(Locale.ROOT).equals(requested.repository().toLowerCase(Locale.ROOT))
        && isAt(requested.provider(), spec.path("api").asText(), requested.url());
  }

  /// Whether the API that a generator asks is of the host where the repository is.
  private static boolean isAt(String provider, String api, String url) {
    if (api.isEmpty()) {
      return switch (provider) {
        case "github" -> host(url).equals("github.com");
        case "gitlab" -> host(url).equals("gitlab.com");
        default -> true;
      };
    }
    var host = host(api);
    return host.equals(host(url)) || host.equals("api." + host(url));
  }

  private static String host(String url) {
    return WebUrl.host(url).toLowerCase(Locale.ROOT);
  }
}
