package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.Reply;
import dev.tiphys.artifacts.http.Urls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/// Files of HDFS over WebHDFS (F072).
///
/// The addresses are those of the name nodes; the first that is active is asked, and sends whoever
/// brings or wants bytes on to a data node. Keys are paths without their first slash.
public final class HdfsStore implements ArtifactStore {
  /// Where name nodes listen for Hadoop's own protocol, which we do not speak.
  private static final Set<Integer> RPC_PORTS = Set.of(8020, 9000);

  private static final int WEB_PORT = 9870;
  private static final int DEPTH_MAX = 128;

  private final Http http;
  private final List<String> addresses;
  private final String user;
  private final boolean force;
  private int active;

  private HdfsStore(Http http, List<String> addresses, String user, boolean force) {
    this.http = http;
    this.addresses = addresses;
    this.user = user;
    this.force = force;
  }

  /// The file system that the fields of an `hdfs` artifact name.
  public static HdfsStore open(Http http, JsonNode fields) {
    if (fields.has("krbCCacheSecret") || fields.has("krbKeytabSecret")) {
      throw new ArtifactFailure("hdfs artifacts with Kerberos are not supported");
    }
    var addresses =
        StreamSupport.stream(fields.path("addresses").spliterator(), false)
            .map(address -> base(address.asText()))
            .toList();
    if (addresses.isEmpty()) {
      throw new ArtifactFailure("hdfs.addresses should name at least one name node");
    }
    return new HdfsStore(
        http, addresses, fields.path("hdfsUser").asText(""), fields.path("force").asBoolean(false));
  }

  private static String base(String address) {
    var uri = Urls.of(address.matches("https?://.*") ? address : "http://" + address);
    var port = uri.getPort() < 0 || RPC_PORTS.contains(uri.getPort()) ? WEB_PORT : uri.getPort();
    return "%s://%s:%d/webhdfs/v1/".formatted(uri.getScheme(), uri.getHost(), port);
  }

  /// Asks the name nodes in turn, until one is there and active.
  private Reply ask(String method, String key, String operation) throws IOException {
    for (var left = addresses.size() - 1; ; left--) {
      try {
        var reply = http.send(call(method, key, operation));
        if (left == 0 || reply.status() != 403) {
          return reply;
        }
        var why = exception(reply);
        if (!why.equals("StandbyException")) {
          throw new ArtifactFailure("%s refuses '%s' (%s)", shownServer(reply), key, why);
        }
      } catch (Http.NotReached e) {
        if (left == 0) {
          throw e;
        }
      }
      active = (active + 1) % addresses.size();
    }
  }

  private Call call(String method, String key, String operation) {
    var who = user.isEmpty() ? "" : "&user.name=" + Urls.encodedSegment(user);
    var uri = addresses.get(active) + Urls.encoded(key) + "?op=" + operation + who;
    return Call.of(method, URI.create(uri));
  }

  /// What Hadoop calls the reason; empty if the answer does not say.
  private static String exception(Reply reply) throws IOException {
    try {
      return reply.json().path("RemoteException").path("exception").asText("");
    } catch (ArtifactFailure e) {
      return "";
    }
  }

  private static RuntimeException failure(Reply reply, String what, String key) throws IOException {
    var why = exception(reply);
    return why.equals("FileNotFoundException") || reply.status() == 404
        ? new ArtifactFailure.Missing(shownServer(reply), key)
        : reply.failure(what, key, why);
  }

  private static String shownServer(Reply reply) {
    return reply.shown().replaceFirst("/webhdfs/v1/.*", "");
  }

  @Override
  public InputStream open(String key) throws IOException {
    var reply = content(key);
    if (reply.ok()) {
      return reply.body();
    }
    try (reply) {
      throw failure(reply, "read", key);
    }
  }

  private Reply content(String key) throws IOException {
    var reply = ask("GET", key, "OPEN");
    if (reply.status() != 307) {
      return reply;
    }
    try (reply) {
      return http.send(Call.of("GET", Http.redirect(call("GET", key, "OPEN"), reply)));
    }
  }

  @Override
  public void save(String key, Path file) throws IOException {
    URI node;
    try (var reply = ask("PUT", key, "CREATE&overwrite=" + force)) {
      if (reply.status() != 307) {
        throw failure(reply, "write", key);
      }
      node = Http.redirect(call("PUT", key, "CREATE"), reply);
    }
    try (var reply = http.send(Call.of("PUT", node).with(FileBody.all(file)))) {
      if (!reply.ok()) {
        throw failure(reply, "write", key);
      }
    }
  }

  @Override
  public List<String> list(String prefix, int max) throws IOException {
    var slash = prefix.lastIndexOf('/');
    List<String> keys = new ArrayList<>();
    below(slash < 0 ? "" : prefix.substring(0, slash), prefix, 0, max, keys);
    keys.sort(null);
    return keys;
  }

  private void below(String directory, String prefix, int depth, int max, List<String> keys)
      throws IOException {
    if (depth > DEPTH_MAX) {
      throw new ArtifactFailure("'%s' is more than %d directories deep", prefix, DEPTH_MAX);
    }
    for (var entry : entries(directory)) {
      var name = entry.path("pathSuffix").asText("");
      var key = directory.isEmpty() ? name : directory + "/" + name;
      if (name.isEmpty() || !key.startsWith(prefix) && !prefix.startsWith(key + "/")) {
        continue;
      }
      if (entry.path("type").asText().equals("DIRECTORY")) {
        below(key, prefix, depth + 1, max, keys);
      } else if (key.startsWith(prefix)) {
        keys.add(key);
        S3Store.atMost(max, prefix, keys);
      }
    }
  }

  private JsonNode entries(String directory) throws IOException {
    try (var reply = ask("GET", directory, "LISTSTATUS")) {
      if (reply.status() == 404) {
        return MissingNode.getInstance();
      }
      if (!reply.ok()) {
        throw failure(reply, "list", directory);
      }
      return reply.json().path("FileStatuses").path("FileStatus");
    }
  }

  @Override
  public boolean isDirectory(String key) throws IOException {
    return type(key).equals("DIRECTORY");
  }

  private String type(String key) throws IOException {
    try (var reply = ask("GET", key, "GETFILESTATUS")) {
      return reply.ok() ? reply.json().path("FileStatus").path("type").asText("") : "";
    }
  }

  @Override
  public void delete(String key) throws IOException {
    if (!type(key).equals("FILE")) {
      return;
    }
    try (var reply = ask("DELETE", key, "DELETE")) {
      if (!reply.ok() && reply.status() != 404) {
        throw failure(reply, "delete", key);
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
