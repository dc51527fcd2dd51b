package dev.tiphys.sources.chart;

import dev.tiphys.language.revision.Versions;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// A Helm repository: an `index.yaml`, and archives that it names.
public final class HelmRepository {
  /// Bytes of an index; those of the largest public repositories have 30 MiB.
  static final int INDEX_BYTES_MAX = 128 << 20;

  static final long ARCHIVE_BYTES_MAX = 64L << 20;

  private final Repository repository;
  private final Fetch fetch;
  private final String base;

  public HelmRepository(Repository repository, Fetch fetch) {
    this.repository = repository;
    this.fetch = fetch;
    this.base = repository.url().strip().replaceFirst("/+$", "");
  }

  private String authorization() {
    var credentials = repository.credentials();
    return credentials.password().isEmpty() && credentials.username().isEmpty()
        ? credentials.bearer().isEmpty() ? "" : "Bearer " + credentials.bearer()
        : HttpConnections.basic(credentials.username(), credentials.password());
  }

  /// Asks for the index, and reads nothing of it.
  ///
  /// @throws SourceFailure if there is none
  public void check() {
    try (var _ = index()) {
      // It is there.
    } catch (IOException e) {
      throw new Unavailable("%s: no index: %s", repository, e.getMessage());
    }
  }

  private Fetch.Answer index() throws IOException {
    var url = base + "/index.yaml";
    var answer = fetch.open(repository, url, Map.of(), authorization(), INDEX_BYTES_MAX);
    if (answer.code() != 200) {
      answer.close();
      throw Fetch.status(url, answer.code());
    }
    return answer;
  }

  private List<HelmIndex.Entry> versions(String chart) {
    try (var answer = index()) {
      var found = HelmIndex.versions(answer.body(), chart, INDEX_BYTES_MAX);
      if (found.isEmpty()) {
        throw new SourceFailure("%s has no chart '%s'", repository, chart);
      }
      return found;
    } catch (IOException e) {
      throw new Unavailable("%s: no index: %s", repository, e.getMessage());
    }
  }

  /// The version that a `targetRevision` means (C008).
  public String resolve(String chart, String targetRevision) {
    if (Versions.isPinned(targetRevision)) {
      return targetRevision;
    }
    return fitting(targetRevision, versions(chart).stream().map(HelmIndex.Entry::version).toList());
  }

  static String fitting(String targetRevision, List<String> versions) {
    try {
      return Versions.greatest(targetRevision, versions);
    } catch (IllegalArgumentException e) {
      throw new SourceFailure("%s", e.getMessage());
    }
  }

  /// The archive of a version.
  ///
  /// @param passCredentials whether other hosts than that of the repository get the credentials
  public byte[] archive(String chart, String version, boolean passCredentials) {
    var entry =
        versions(chart).stream()
            .filter(known -> same(known.version(), version))
            .findFirst()
            .orElseThrow(
                () ->
                    new SourceFailure(
                        "%s has no version %s of the chart '%s'", repository, version, chart));
    if (entry.urls().isEmpty()) {
      throw new SourceFailure("%s does not say where '%s' lies", repository, chart);
    }
    var url = absolute(entry.urls().getFirst());
    var own = URI.create(base).getHost().equalsIgnoreCase(URI.create(url).getHost());
    var bytes =
        fetch.bytes(
            repository, url, own || passCredentials ? authorization() : "", ARCHIVE_BYTES_MAX);
    var digest = entry.digest().replaceFirst("^sha256:", "");
    if (!digest.isEmpty() && !digest.equalsIgnoreCase(Unpacked.digest(bytes))) {
      throw new SourceFailure(
          "the archive of '%s' %s has another digest than the index of %s says",
          chart, version, repository);
    }
    return bytes;
  }

  private static boolean same(String one, String other) {
    return one.replaceFirst("^v", "").equals(other.replaceFirst("^v", ""));
  }

  private String absolute(String url) {
    try {
      return URI.create(base + "/").resolve(url).toString();
    } catch (IllegalArgumentException e) {
      throw new SourceFailure("the index of %s names what is no address", repository);
    }
  }
}
