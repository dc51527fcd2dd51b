package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against web servers that keep to WebHDFS: a name node that stands by, one that is active, and a
/// data node.
final class HdfsStoreTest extends StoreContract {
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private WebServer standby;
  private WebServer active;
  private WebServer data;
  private ArtifactStores stores;

  @BeforeEach
  void start() throws IOException {
    data = new WebServer(this::carry);
    active = new WebServer(this::name);
    standby = new WebServer(asked -> exception(asked, 403, "StandbyException"));
    stores = new ArtifactStores(new ArtifactStores.Own.None(), Secrets.NONE, new Egress(true));
  }

  @AfterEach
  void stop() {
    stores.close();
    standby.close();
    active.close();
    data.close();
  }

  private static void exception(WebServer.Asked asked, int status, String name) throws IOException {
    asked.reply(status, "{\"RemoteException\": {\"exception\": \"%s\"}}".formatted(name));
  }

  private static String path(WebServer.Asked asked) {
    return WebServer.Asked.decoded(
        asked.path().substring("/webhdfs/v1".length()).replace("+", "%2B"));
  }

  private void name(WebServer.Asked asked) throws IOException {
    var path = path(asked);
    var query = asked.query();
    if (!query.getOrDefault("user.name", "").equals("root")) {
      exception(asked, 403, "AccessControlException");
      return;
    }
    switch (asked.method() + " " + query.get("op")) {
      case "PUT CREATE" -> {
        if (files.containsKey(path) && query.get("overwrite").equals("false")) {
          exception(asked, 403, "FileAlreadyExistsException");
        } else {
          asked.redirect(307, data.url(asked.path() + "?op=CREATE&token=t"));
        }
      }
      case "GET OPEN" -> {
        if (files.containsKey(path)) {
          asked.redirect(307, data.url(asked.path() + "?op=OPEN&token=t"));
        } else {
          exception(asked, 404, "FileNotFoundException");
        }
      }
      case "GET GETFILESTATUS" -> {
        if (files.containsKey(path)) {
          asked.reply(200, "{\"FileStatus\": {\"type\": \"FILE\"}}");
        } else if (isDirectory(path)) {
          asked.reply(200, "{\"FileStatus\": {\"type\": \"DIRECTORY\"}}");
        } else {
          exception(asked, 404, "FileNotFoundException");
        }
      }
      case "GET LISTSTATUS" -> list(asked, path.replaceAll("/$", ""));
      case "DELETE DELETE" ->
          asked.reply(200, "{\"boolean\": %s}".formatted(files.remove(path) != null));
      default -> exception(asked, 400, "IllegalArgumentException");
    }
  }

  private boolean isDirectory(String path) {
    return files.keySet().stream().anyMatch(file -> file.startsWith(path + "/"));
  }

  private void list(WebServer.Asked asked, String path) throws IOException {
    if (!isDirectory(path)) {
      exception(asked, 404, "FileNotFoundException");
      return;
    }
    var entries =
        files.keySet().stream()
            .filter(file -> file.startsWith(path + "/"))
            .map(file -> file.substring(path.length() + 1).split("/")[0])
            .distinct()
            .map(
                name ->
                    JSON.createObjectNode()
                        .put("pathSuffix", name)
                        .put("type", files.containsKey(path + "/" + name) ? "FILE" : "DIRECTORY")
                        .toString())
            .collect(Collectors.joining(","));
    asked.reply(200, "{\"FileStatuses\": {\"FileStatus\": [%s]}}".formatted(entries));
  }

  private void carry(WebServer.Asked asked) throws IOException {
    assertThat(asked.query()).containsEntry("token", "t");
    if (asked.method().equals("PUT")) {
      files.put(path(asked), asked.body());
      asked.reply(201, "");
    } else {
      asked.reply(200, files.get(path(asked)));
    }
  }

  @Override
  ArtifactStores stores() {
    return stores;
  }

  @Override
  Location at(String key) {
    return at("root", key, true);
  }

  private Location at(String user, String key, boolean force) {
    var json =
        json(
            """
            {"hdfs": {"addresses": ["127.0.0.1:%d", "127.0.0.1:%d"], "hdfsUser": "%s",
                      "force": %s}}
            """
                .formatted(standby.port(), active.port(), user, force));
    return Location.of(json).orElseThrow().withKey(key);
  }

  @Test
  void a_path_begins_at_the_root() throws IOException {
    var location = at("root", "/tmp/argo/foo", true);
    transfer()
        .save(NAMESPACE, location, json("{}"), Transfer.Saved.all(file("f", "content")), folder);
    assertThat(files).containsOnlyKeys("/tmp/argo/foo");
    assertThat(load("tmp/argo/foo", "{}")).hasContent("content");
  }

  @Test
  void addresses_and_a_path_are_all_that_a_place_needs() {
    assertThat(at("root", "/x", true).isComplete()).isTrue();
    assertThat(at("root", "/x", true).keyOnly().isComplete()).isFalse();
  }

  @Test
  void without_force_nothing_is_replaced() throws IOException {
    var location = at("root", "once", false);
    var what = Transfer.Saved.all(file("f", "content"));
    transfer().save(NAMESPACE, location, json("{}"), what, folder);
    assertThatThrownBy(() -> transfer().save(NAMESPACE, location, json("{}"), what, folder))
        .hasMessageContaining("cannot write 'once'")
        .hasMessageContaining("answered 403 (FileAlreadyExistsException)");
  }

  @Test
  void a_user_without_rights_is_told_so() {
    assertThatThrownBy(() -> transfer().list(NAMESPACE, at("nobody", "x", true), 1))
        .hasMessageContaining("AccessControlException");
  }

  @Test
  void a_name_node_that_is_away_is_passed_over() throws IOException {
    save("there", "{}", file("f", "content"));
    standby.close();
    assertThat(load("there", "{}")).hasContent("content");
  }

  @Test
  void Kerberos_is_refused() {
    var location =
        Location.of(
                json(
                    "{\"hdfs\": {\"addresses\": [\"a\"], \"path\": \"/x\","
                        + " \"krbKeytabSecret\": {\"name\": \"a\", \"key\": \"b\"}}}"))
            .orElseThrow();
    assertThatThrownBy(() -> transfer().list(NAMESPACE, location, 1))
        .hasMessage("hdfs artifacts with Kerberos are not supported");
  }
}
