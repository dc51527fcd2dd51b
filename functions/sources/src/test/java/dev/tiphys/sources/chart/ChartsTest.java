package dev.tiphys.sources.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repositories;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.Repository.Options;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.http.HttpConnections;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Helm repositories and OCI registries, and attack case 51.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ChartsTest {
  private static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  @TempDir private Path folder;
  private ChartServer server;
  private Sources sources;
  private final List<Repository> known = new ArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    server = new ChartServer();
    sources = Sources.in(folder, () -> new Repositories(known, List.of()));
  }

  @AfterEach
  void stop() {
    sources.close();
    server.close();
  }

  private static ApplicationSource source(String url, String fields) {
    try {
      return ApplicationSource.from(
          new ObjectMapper().readTree("{\"repoURL\": \"" + url + "\", " + fields + "}"));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private ApplicationSource chart(String revision) {
    return source(
        server.url() + "/charts", "\"chart\": \"ship\", \"targetRevision\": \"" + revision + "\"");
  }

  private ApplicationSource artifact(String revision) {
    return source(
        "oci://" + server.host() + "/argo/config",
        "\"path\": \".\", \"targetRevision\": \"" + revision + "\"");
  }

  private void register(Kind kind, String url, Credentials credentials) {
    known.add(
        Repository.anonymous(kind, url)
            .with(credentials)
            .with(new Options(false, false, false, true, 0, "", "")));
  }

  private static byte[] packed(String version) throws IOException {
    return ChartServer.archive(
        "ship/Chart.yaml",
        "{apiVersion: v2, name: ship, version: " + version + "}",
        "ship/templates/a.yaml",
        "a: 1");
  }

  private void index(String entries) {
    server.put(
        "/charts/index.yaml",
        "apiVersion: v1\nentries:\n  other: [{version: 9.0.0, urls: [x.tgz]}]\n  ship:\n"
            + entries);
  }

  private static String text(Tree tree, String path) {
    return new String(tree.read(tree.find(path).orElseThrow(), 1000), UTF_8);
  }

  private String resolve(ApplicationSource source) {
    return sources.listing().resolve(source, "default");
  }

  @Test
  void the_greatest_version_that_fits_is_chosen_and_brought() throws IOException {
    index(
        """
          - {version: 1.2.0, urls: [ship-1.2.0.tgz], maintainers: [{name: x}]}
          - {version: 1.10.0, urls: [ship-1.10.0.tgz], digest: %s}
          - {version: 2.0.0, urls: [ship-2.0.0.tgz]}
        """
            .formatted(Unpacked.digest(packed("1.10.0"))));
    server.put("/charts/ship-1.10.0.tgz", packed("1.10.0"));
    assertThat(resolve(chart("^1.0"))).isEqualTo("1.10.0");
    assertThat(text(sources.tree(chart("^1.0"), "1.10.0", "default"), "Chart.yaml"))
        .contains("version: 1.10.0");
  }

  @Test
  void a_version_is_taken_as_it_is_without_asking() {
    assertThat(resolve(chart("7.7.7"))).isEqualTo("7.7.7");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void a_version_that_is_not_there_is_said_to_be_missing() {
    index("  - {version: 1.2.0, urls: [ship-1.2.0.tgz]}\n");
    assertThatThrownBy(() -> sources.tree(chart("3.0.0"), "3.0.0", "default"))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("no version 3.0.0 of the chart 'ship'");
    assertThatThrownBy(() -> resolve(chart("^3"))).hasMessageContaining("invalid revision");
  }

  @Test
  void an_archive_with_another_digest_is_refused() throws IOException {
    index("  - {version: 1.2.0, urls: [ship.tgz], digest: " + "0".repeat(64) + "}\n");
    server.put("/charts/ship.tgz", packed("1.2.0"));
    assertThatThrownBy(() -> sources.tree(chart("1.2.0"), "1.2.0", "default"))
        .hasMessageContaining("another digest");
  }

  @Test
  void an_archive_that_would_leave_its_folder_is_refused() throws IOException {
    index("  - {version: 1.2.0, urls: [ship.tgz]}\n");
    server.put("/charts/ship.tgz", ChartServer.archive("../ship/Chart.yaml", "x: y"));
    assertThatThrownBy(() -> sources.tree(chart("1.2.0"), "1.2.0", "default"))
        .hasMessageContaining("leads out of the archive");
  }

  @Test
  void credentials_go_to_the_repository_and_to_no_other_host() throws IOException {
    try (var other = new ChartServer()) {
      other.put("/ship.tgz", packed("1.2.0"));
      index(
          "  - {version: 1.2.0, urls: ['"
              + other.url().replace("127.0.0.1", "localhost")
              + "/ship.tgz']}\n");
      server.require(HttpConnections.basic("iason", "k0"), "Basic");
      other.require("nothing that anybody knows", "Basic");
      register(Kind.HELM, server.url() + "/charts", Credentials.password("iason", "k0"));
      assertThatThrownBy(() -> sources.tree(chart("1.2.0"), "1.2.0", "default"))
          .hasMessageContaining("answered 401");
      other.require("", "");
      assertThat(text(sources.tree(chart("1.2.0"), "1.2.0", "default"), "templates/a.yaml"))
          .isEqualTo("a: 1");
    }
  }

  @Test
  void an_address_of_a_metadata_service_is_not_reached() {
    index("  - {version: 1.2.0, urls: ['http://169.254.169.254/latest/meta-data']}\n");
    assertThatThrownBy(() -> sources.tree(chart("1.2.0"), "1.2.0", "default"))
        .hasMessageContaining("never reached");
    index("  - {version: 1.2.0, urls: ['ship.tgz']}\n");
    server.redirect("/charts/ship.tgz", "http://169.254.169.254/latest/meta-data");
    assertThatThrownBy(() -> sources.tree(chart("1.2.0"), "1.2.0", "default"))
        .hasMessageContaining("never reached");
    assertThatThrownBy(() -> sources.file("http://[fe80::1]/values.yaml"))
        .isInstanceOf(SourceFailure.class);
  }

  @Test
  void redirects_end_somewhere() {
    index("  - {version: 1.2.0, urls: ['ship.tgz']}\n");
    server.redirect("/charts/ship.tgz", "/charts/ship.tgz");
    assertThatThrownBy(() -> sources.tree(chart("1.2.0"), "1.2.0", "default"))
        .hasMessageContaining("sends on and on");
  }

  @Test
  void an_index_that_is_none_is_refused() {
    server.put("/charts/index.yaml", "<html>&x: *y</html>");
    assertThatThrownBy(() -> resolve(chart("^1"))).hasMessageContaining("index.yaml");
  }

  @Test
  void a_chart_of_a_registry_is_brought_by_its_version() throws IOException {
    register(Kind.HELM, server.host() + "/argo", Credentials.NONE);
    server.put("/v2/argo/ship/tags/list", "{\"tags\": [\"1.0.0\", \"1.1.0_build\", \"latest\"]}");
    server.push("argo/ship", "1.1.0_build", CHART, packed("1.1.0"));
    var source =
        source(server.host() + "/argo", "\"chart\": \"ship\", \"targetRevision\": \"1.x\"");
    assertThat(resolve(source)).isEqualTo("1.1.0+build");
    known.set(0, known.getFirst().at(server.host() + "/argo"));
    assertThat(text(sources.tree(source, "1.1.0+build", "default"), "templates/a.yaml"))
        .isEqualTo("a: 1");
  }

  @Test
  void an_artifact_is_brought_by_its_digest() throws IOException {
    register(Kind.OCI, "oci://" + server.host() + "/argo/config", Credentials.NONE);
    var digest = server.push("argo/config", "v1", LAYER, ChartServer.archive("a.yaml", "a: 1"));
    assertThat(resolve(artifact("v1"))).isEqualTo(digest);
    assertThat(text(sources.tree(artifact("v1"), digest, "default"), "a.yaml")).isEqualTo("a: 1");
  }

  @Test
  void a_constraint_means_the_greatest_tag() throws IOException {
    register(Kind.OCI, "oci://" + server.host() + "/argo/config", Credentials.NONE);
    server.put("/v2/argo/config/tags/list", "{\"tags\": [\"1.0.0\", \"1.1.0\", \"2.0.0\"]}");
    var digest = server.push("argo/config", "1.1.0", LAYER, ChartServer.archive("a", "b"));
    assertThat(resolve(artifact("^1"))).isEqualTo(digest);
  }

  @Test
  void a_token_is_fetched_for_a_registry_that_asks_for_one() throws IOException {
    register(
        Kind.OCI, "oci://" + server.host() + "/argo/config", Credentials.password("iason", "k0"));
    var digest = server.push("argo/config", "v1", LAYER, ChartServer.archive("a.yaml", "a: 1"));
    server.put("/token", "{\"token\": \"t0ken\"}");
    server.require("Bearer t0ken", "Bearer realm=\"" + server.url() + "/token\",service=\"r\"");
    assertThat(resolve(artifact("v1"))).isEqualTo(digest);
    assertThat(server.requests()).contains("/token");
  }

  @Test
  void a_layer_with_another_digest_is_refused() throws IOException {
    register(Kind.OCI, "oci://" + server.host() + "/argo/config", Credentials.NONE);
    var layer = ChartServer.archive("a.yaml", "a: 1");
    var digest = server.push("argo/config", "v1", LAYER, layer);
    server.put(
        "/v2/argo/config/blobs/sha256:" + Unpacked.digest(layer),
        ChartServer.archive("a.yaml", "a: evil"));
    assertThatThrownBy(() -> sources.tree(artifact("v1"), digest, "default"))
        .hasMessageContaining("sends something else than sha256:");
  }

  @Test
  void an_artifact_with_layers_of_other_kinds_is_refused() {
    register(Kind.OCI, "oci://" + server.host() + "/argo/config", Credentials.NONE);
    var digest = server.push("argo/config", "v1", "application/x-iso9660", new byte[] {1});
    assertThatThrownBy(() -> sources.tree(artifact("v1"), digest, "default"))
        .hasMessageContaining("expected one layer");
  }
}
