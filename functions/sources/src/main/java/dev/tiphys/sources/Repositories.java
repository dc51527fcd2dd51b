package dev.tiphys.sources;

import dev.tiphys.language.revision.RepositoryUrl;
import dev.tiphys.sources.Repository.Kind;
import java.util.Comparator;
import java.util.List;

/// The repositories that users have told of, and the credentials for all below an address (C279,
/// C280).
///
/// @param known repositories
/// @param templates credentials for every repository whose address begins as theirs does
public record Repositories(List<Repository> known, List<Repository> templates) {
  public static final Repositories NONE = new Repositories(List.of(), List.of());

  public Repositories {
    known = List.copyOf(known);
    templates = List.copyOf(templates);
  }

  /// The repository at an address as a project sees it: its own, else everybody's, else one without
  /// credentials; without any it gets those of the longest template.
  public Repository find(Kind kind, String url, String project) {
    var found =
        known.stream()
            .filter(repository -> RepositoryUrl.same(repository.url(), url))
            .filter(
                repository ->
                    repository.project().isEmpty() || repository.project().equals(project))
            .min(Comparator.comparing(repository -> repository.project().isEmpty()))
            .orElseGet(() -> Repository.anonymous(kind, url));
    return found.credentials().given() ? found : withTemplate(found);
  }

  private Repository withTemplate(Repository repository) {
    var url = RepositoryUrl.normalized(repository.url());
    return templates.stream()
        .filter(template -> url.startsWith(RepositoryUrl.normalized(template.url())))
        .max(Comparator.comparingInt(template -> RepositoryUrl.normalized(template.url()).length()))
        .map(
            template ->
                new Repository(
                    repository.kind(),
                    repository.url(),
                    repository.name(),
                    repository.project(),
                    template.credentials(),
                    template.proxy(),
                    merged(repository.options(), template.options())))
        .orElse(repository);
  }

  private static Repository.Options merged(Repository.Options own, Repository.Options template) {
    return new Repository.Options(
        own.insecure(),
        own.lfs(),
        own.enableOci() || template.enableOci(),
        own.plainHttp() || template.plainHttp(),
        own.depth(),
        own.authority(),
        own.knownHosts());
  }
}
