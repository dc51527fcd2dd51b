package dev.tiphys.sources.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Content that Git LFS keeps for one repository, by its batch API over HTTP.
///
/// Where it is asked for follows from the address of the repository alone: what `.lfsconfig` says
/// is a stranger's word. Credentials go there and nowhere else. The content itself may lie on
/// another host, though in no private network, which gets only what the server says to send along.
final class Lfs {
  private static final String TYPE = "application/vnd.git-lfs+json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final int HEADERS_MAX = 20;

  private final Repository repository;
  private final Path folder;
  private final Fetch fetch;
  private final Fetch foreign;

  /// @param folder where content is kept
  /// @param foreign for other hosts than that of the repository
  Lfs(Repository repository, Path folder, Fetch fetch, Fetch foreign) {
    this.repository = repository;
    this.folder = folder;
    this.fetch = fetch;
    this.foreign = foreign;
  }

  /// The content with that SHA-256.
  byte[] content(String id, long size) {
    var place = folder.resolve(id);
    try {
      if (Files.exists(place)) {
        return checked(Files.readAllBytes(place), id, size);
      }
      var content = checked(download(action(id, size), size), id, size);
      Files.createDirectories(folder);
      var written = Files.write(Files.createTempFile(folder, "new-", ""), content);
      Files.move(written, place, StandardCopyOption.ATOMIC_MOVE);
      return content;
    } catch (IOException e) {
      throw new Unavailable("%s: no content of Git LFS: %s", repository, e.getMessage());
    }
  }

  private String server() {
    var url = repository.url().replaceAll("/+$", "");
    if (!url.startsWith("http")) {
      throw new SourceFailure(
          "%s: content of Git LFS is fetched over HTTP only, and the repository is reached over SSH",
          repository);
    }
    return (url.endsWith(".git") ? url : url + ".git") + "/info/lfs";
  }

  private JsonNode action(String id, long size) throws IOException {
    var url = server() + "/objects/batch";
    var wanted = JSON.createObjectNode().put("operation", "download").put("hash_algo", "sha256");
    wanted.putArray("transfers").add("basic");
    wanted.putArray("objects").addObject().put("oid", id).put("size", size);
    var headers = new LinkedHashMap<String, String>();
    headers.put("Accept", TYPE);
    headers.put("Content-Type", TYPE);
    var authorization = authorization(repository.credentials());
    if (!authorization.isEmpty()) {
      headers.put("Authorization", authorization);
    }
    try (var answer =
        fetch.post(repository, url, headers, JSON.writeValueAsBytes(wanted), ANSWER_BYTES_MAX)) {
      if (answer.code() != 200) {
        throw Fetch.status(url, answer.code());
      }
      var object = JSON.readTree(answer.body()).path("objects").path(0);
      var action = object.path("actions").path("download");
      if (!object.path("oid").asText().equals(id) || !action.path("href").isTextual()) {
        throw new SourceFailure("%s: Git LFS has no content %s", repository, id);
      }
      return action;
    }
  }

  /// What `Authorization` says.
  static String authorization(Credentials credentials) {
    if (!credentials.bearer().isEmpty()) {
      return "Bearer " + credentials.bearer();
    }
    return credentials.password().isEmpty()
        ? ""
        : HttpConnections.basic(
            credentials.username().isEmpty() ? "x-access-token" : credentials.username(),
            credentials.password());
  }

  private byte[] download(JsonNode action, long size) throws IOException {
    var url = SourceUrl.requireHttp(action.path("href").asText());
    if (repository.url().startsWith("https:") && !url.startsWith("https:")) {
      throw new SourceFailure("%s: Git LFS sends on to an address without TLS", repository);
    }
    var same = Submodules.isSameHost(repository.url(), url);
    var headers = new LinkedHashMap<String, String>();
    for (var header : action.path("header").properties()) {
      if (headers.size() == HEADERS_MAX
          || !header.getKey().matches("[A-Za-z0-9-]{1,100}")
          || header.getValue().asText().chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new SourceFailure("%s: Git LFS says headers that make no sense", repository);
      }
      headers.put(header.getKey(), header.getValue().asText());
    }
    var from = same ? repository : Repository.anonymous(Repository.Kind.GIT, url);
    var authorization =
        headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("Authorization")) || !same
            ? ""
            : authorization(repository.credentials());
    try (var answer =
        (same ? fetch : foreign).open(from, url, Map.copyOf(headers), authorization, size)) {
      if (answer.code() != 200) {
        throw Fetch.status(url, answer.code());
      }
      return answer.body().readAllBytes();
    }
  }

  private byte[] checked(byte[] content, String id, long size) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(content);
      if (content.length == size && HexFormat.of().formatHex(digest).equals(id)) {
        return content;
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    throw new SourceFailure("%s: Git LFS gave other content than %s", repository, id);
  }
}
