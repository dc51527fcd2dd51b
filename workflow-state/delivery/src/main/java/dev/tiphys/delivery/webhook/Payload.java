package dev.tiphys.delivery.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.webhook.RepositoryEvent.Nothing;
import dev.tiphys.delivery.webhook.RepositoryEvent.Published;
import dev.tiphys.delivery.webhook.RepositoryEvent.Pushed;
import dev.tiphys.delivery.webhook.RepositoryEvent.Requested;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads what providers send.
public final class Payload {
  /// Longer bodies are refused unread.
  public static final int BYTES_MAX = 50 * 1024 * 1024;

  /// The message for a body that is no JSON, or too long.
  public static final String UNREADABLE = "payload must be valid JSON under 50 MB";

  private static final String REGISTRY = "ghcr.io";
  private static final Set<String> GITHUB_REQUESTS =
      Set.of("opened", "closed", "synchronize", "labeled", "unlabeled", "reopened");
  private static final Set<String> GITLAB_REQUESTS =
      Set.of("open", "close", "reopen", "update", "merge");
  private static final Set<String> AZURE_REQUESTS =
      Set.of("git.pullrequest.created", "git.pullrequest.updated", "git.pullrequest.merged");

  private Payload() {}

  /// Reads a body.
  ///
  /// @param provider `github`, `gitlab`, `bitbucket`, `bitbucketserver`, `gogs` or `azuredevops`
  /// @param event what the provider's header calls it; of Azure DevOps the body says it
  /// @throws IllegalArgumentException if it is no event of that provider
  public static RepositoryEvent read(String provider, String event, JsonNode body) {
    if (!body.isObject()) {
      throw new IllegalArgumentException(UNREADABLE);
    }
    return switch (provider) {
      case "github" -> github(event, body);
      case "gitlab" -> gitlab(event, body);
      case "bitbucket" -> bitbucket(event, body);
      case "bitbucketserver" -> bitbucketServer(event, body);
      case "gogs" -> event.equals("push") ? push(body) : new Nothing();
      case "azuredevops" -> azure(body);
      default -> throw new IllegalArgumentException("Unknown webhook event");
    };
  }

  private static RepositoryEvent github(String event, JsonNode body) {
    return switch (event) {
      case "push" -> push(body);
      case "package" -> published(body);
      case "pull_request" ->
          GITHUB_REQUESTS.contains(body.path("action").asText())
              ? new Requested(
                  "github",
                  body.at("/repository/html_url").asText(),
                  body.at("/repository/full_name").asText())
              : new Nothing();
      default -> new Nothing();
    };
  }

  /// A push of GitHub, Gogs or Gitea.
  private static RepositoryEvent push(JsonNode body) {
    var repository = body.path("repository");
    var revision = revision(body.path("ref").asText());
    return new Pushed(
        List.of(required(repository.path("html_url"), "repository.html_url")),
        revision,
        revision.equals(repository.path("default_branch").asText()),
        files(body.path("commits")),
        body.path("before").asText(),
        body.path("after").asText());
  }

  /// A package of GitHub's registry that somebody published; all else is nothing.
  private static RepositoryEvent published(JsonNode body) {
    var packaged = body.path("package");
    var tag = packaged.at("/package_version/container_metadata/tag/name").asText();
    if (!body.path("action").asText().equals("published")
        || !packaged.path("package_type").asText().equalsIgnoreCase("container")
        || tag.isEmpty()) {
      return new Nothing();
    }
    var owner = required(packaged.at("/owner/login"), "package.owner.login");
    return new Published(
        REGISTRY, owner + "/" + required(packaged.path("name"), "package.name"), tag);
  }

  private static RepositoryEvent gitlab(String event, JsonNode body) {
    var kind =
        switch (event) {
          case "Push Hook" -> "push";
          case "Tag Push Hook" -> "tag_push";
          case "Merge Request Hook" -> "merge_request";
          case "System Hook" -> body.path("object_kind").asText(body.path("event_name").asText());
          default -> "";
        };
    var project = body.path("project");
    return switch (kind) {
      case "push", "tag_push" -> {
        var revision = revision(body.path("ref").asText());
        yield new Pushed(
            List.of(required(project.path("web_url"), "project.web_url")),
            revision,
            revision.equals(project.path("default_branch").asText()),
            files(body.path("commits")),
            body.path("before").asText(),
            body.path("after").asText());
      }
      case "merge_request" ->
          GITLAB_REQUESTS.contains(body.at("/object_attributes/action").asText())
              ? new Requested(
                  "gitlab", project.path("web_url").asText(), project.path("id").asText())
              : new Nothing();
      default -> new Nothing();
    };
  }

  /// Branch names come without a prefix, and the default branch does not come.
  private static RepositoryEvent bitbucket(String event, JsonNode body) {
    if (!event.equals("repo:push")) {
      return new Nothing();
    }
    var url = required(body.at("/repository/links/html/href"), "repository.links.html.href");
    var change = body.at("/push/changes/0");
    if (change.isMissingNode()) {
      return new Nothing();
    }
    return new Pushed(
        List.of(url),
        change.at("/new/name").asText(),
        true,
        List.of(),
        change.at("/old/target/hash").asText(),
        change.at("/new/target/hash").asText());
  }

  private static RepositoryEvent bitbucketServer(String event, JsonNode body) {
    if (!event.equals("repo:refs_changed")) {
      return new Nothing();
    }
    var urls = new ArrayList<String>();
    for (var link : body.at("/repository/links/clone")) {
      if (Set.of("http", "https", "ssh").contains(link.path("name").asText())) {
        urls.add(link.path("href").asText());
      }
    }
    var change = body.at("/changes/0");
    return change.isMissingNode()
        ? new Nothing()
        : new Pushed(urls, revision(change.at("/ref/id").asText()), true, List.of(), "", "");
  }

  private static RepositoryEvent azure(JsonNode body) {
    var event = body.path("eventType").asText();
    var repository = body.at("/resource/repository");
    if (AZURE_REQUESTS.contains(event)) {
      return new Requested(
          "azuredevops",
          repository.path("remoteUrl").asText(),
          repository.at("/project/name").asText() + "/" + repository.path("name").asText());
    }
    var update = body.at("/resource/refUpdates/0");
    if (!event.equals("git.push") || update.isMissingNode()) {
      return new Nothing();
    }
    var name = update.path("name").asText();
    return new Pushed(
        List.of(required(repository.path("remoteUrl"), "resource.repository.remoteUrl")),
        revision(name),
        name.equals(repository.path("defaultBranch").asText()),
        List.of(),
        update.path("oldObjectId").asText(),
        update.path("newObjectId").asText());
  }

  /// What stands after the second `/` of a name: `a/b` of `refs/heads/a/b`.
  private static String revision(String ref) {
    var parts = ref.split("/", 3);
    return parts[parts.length - 1];
  }

  private static List<String> files(JsonNode commits) {
    var files = new ArrayList<String>();
    for (var commit : commits) {
      for (var list : List.of("added", "modified", "removed")) {
        commit.path(list).forEach(file -> files.add(file.asText()));
      }
    }
    return files;
  }

  private static String required(JsonNode text, String path) {
    if (!text.isTextual() || text.textValue().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected a text, found %s"
              .formatted(path, text.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    return text.textValue();
  }
}
