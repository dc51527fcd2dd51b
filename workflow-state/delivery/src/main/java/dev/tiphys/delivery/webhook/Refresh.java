package dev.tiphys.delivery.webhook;

import dev.tiphys.delivery.webhook.RepositoryEvent.Published;
import dev.tiphys.delivery.webhook.RepositoryEvent.Pushed;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.revision.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What an application has to do because of an event.
///
/// @param refresh to resolve its revisions anew, and compare
/// @param hydrate to render its dry source anew
/// @param carriesOver nothing that it reads has changed, so what was rendered of the commit before
///     is true of the one after
public record Refresh(boolean refresh, boolean hydrate, boolean carriesOver) {
  /// Nothing.
  public static final Refresh NONE = new Refresh(false, false, false);

  /// What an event means for an application.
  public static Refresh of(Application application, RepositoryEvent event) {
    return switch (event) {
      case Pushed pushed -> pushed(application, pushed);
      case Published published -> published(application, published);
      case RepositoryEvent.Requested _, RepositoryEvent.Nothing _ -> NONE;
    };
  }

  /// Whether the event says that something below the own directory of an application has changed,
  /// or does not say what has.
  public static boolean isNamed(Application application, RepositoryEvent event) {
    return !(event instanceof Pushed pushed)
        || pushed.changedFiles().isEmpty()
        || sources(application).stream()
            .map(source -> new RefreshPaths(List.of(RefreshPaths.cleaned(source.path()))))
            .anyMatch(own -> own.coverAny(pushed.changedFiles()));
  }

  private static Refresh pushed(Application application, Pushed pushed) {
    var repositories =
        pushed.urls().stream().map(WebUrl::repository).flatMap(Optional::stream).toList();
    var missed = false;
    for (var source : sources(application)) {
      if (!uses(source, repositories)
          || !revisionMatches(source.targetRevision(), pushed.revision(), pushed.touchedHead())) {
        continue;
      }
      if (RefreshPaths.of(application, source).coverAny(pushed.changedFiles())) {
        return new Refresh(true, isDry(application, source), false);
      }
      missed = true;
    }
    var referring = application.spec().sources().stream().anyMatch(s -> !s.ref().isEmpty());
    return new Refresh(
        false,
        false,
        missed && !referring && !pushed.before().isEmpty() && !pushed.after().isEmpty());
  }

  private static Refresh published(Application application, Published published) {
    var url = normalizedOci(published.url());
    var hit =
        sources(application).stream()
            .anyMatch(
                source ->
                    normalizedOci(source.repoURL()).equals(url)
                        && Versions.covers(source.targetRevision(), published.tag()));
    return hit ? new Refresh(true, application.spec().sourceHydrator() != null, false) : NONE;
  }

  /// What a sync applies first, then what that is made of.
  private static List<ApplicationSource> sources(Application application) {
    var sources = new ArrayList<ApplicationSource>(application.spec().effectiveSources());
    var hydrator = application.spec().sourceHydrator();
    if (hydrator != null) {
      sources.add(hydrator.drySource());
    }
    return sources;
  }

  private static boolean isDry(Application application, ApplicationSource source) {
    var hydrator = application.spec().sourceHydrator();
    return hydrator != null && source.equals(hydrator.drySource());
  }

  private static boolean uses(ApplicationSource source, List<Pattern> repositories) {
    return repositories.stream().anyMatch(url -> url.matcher(source.repoURL()).matches());
  }

  /// Whether a branch or tag that was pushed is what a `targetRevision` means (C293).
  public static boolean revisionMatches(
      String targetRevision, String revision, boolean touchedHead) {
    if (targetRevision.isEmpty() || targetRevision.equals("HEAD")) {
      return touchedHead;
    }
    var target =
        Stream.of("refs/heads/", "refs/tags/")
            .filter(targetRevision::startsWith)
            .findFirst()
            .map(prefix -> targetRevision.substring(prefix.length()))
            .orElse(targetRevision);
    return Versions.covers(target, revision);
  }

  /// A form that equal artifacts of registries share (C296).
  static String normalizedOci(String url) {
    var text = url.toLowerCase(Locale.ROOT);
    text = text.startsWith("oci://") ? text.substring("oci://".length()) : text;
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
