package dev.tiphys.sources;

import dev.tiphys.language.revision.RepositoryUrl;
import dev.tiphys.sources.Repository.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The repositories that users have told of, and the credentials for all below an address (C279,
/// C280).
///
/// @param known repositories
/// @param templates credentials for every repository whose address begins as theirs does
/// @param trust in their hosts
public record Repositories(List<Repository> known, List<Repository> templates, HostTrust trust) {
  public static final Repositories NONE = new Repositories(List.of(), List.of());

  public Repositories {
    known = List.copyOf(known);
    templates = List.copyOf(templates);
  }

  /// Without trust in hosts beyond the system's own.
  public Repositories(List<Repository> known, List<Repository> templates) {
    this(known, templates, HostTrust.NONE);
  }

  /// The same with trust in these hosts.
  public Repositories trusting(HostTrust hosts) {
    return new Repositories(known, templates, hosts);
  }

  /// The repository at an address as a project sees it: its own, else everybody's, else one without
  /// credentials; without any it gets those of the longest template.
  public Repository find(Kind kind, String url, String project) {
    var found =
        seen(url, project)
            .min(Comparator.comparing(repository -> repository.project().isEmpty()))
            .orElseGet(() -> Repository.anonymous(kind, url));
    return trust.applied(found.credentials().given() ? found : withTemplate(found));
  }

  /// Whether users have told of what lies at an address, or of what opens it.
  public boolean knows(String url, String project) {
    return seen(url, project).findAny().isPresent() || template(url).isPresent();
  }

  private Stream<Repository> seen(String url, String project) {
    return known.stream()
        .filter(repository -> RepositoryUrl.same(repository.url(), url))
        .filter(
            repository -> repository.project().isEmpty() || repository.project().equals(project));
  }

  private Optional<Repository> template(String address) {
    var url = RepositoryUrl.normalized(address);
    return templates.stream()
        .filter(template -> url.startsWith(RepositoryUrl.normalized(template.url())))
        .max(
            Comparator.comparingInt(template -> RepositoryUrl.normalized(template.url()).length()));
  }

  private Repository withTemplate(Repository repository) {
    return template(repository.url())
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
