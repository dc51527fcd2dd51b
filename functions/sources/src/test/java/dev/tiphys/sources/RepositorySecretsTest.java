package dev.tiphys.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sources.Repository.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RepositorySecretsTest {
  private static final String SECRETS =
      """
      kind: Secret
      metadata: {name: a, labels: {argocd.argoproj.io/secret-type: repository}}
      stringData: {url: https://Git.example/team/app.git, username: iason, password: canary, project: p}
      ---
      kind: Secret
      metadata: {name: b, labels: {argocd.argoproj.io/secret-type: repository}}
      data: {url: aHR0cHM6Ly9naXQuZXhhbXBsZS90ZWFtL2FwcA==, bearerToken: dDBrZW4=}
      ---
      kind: Secret
      metadata: {name: c, labels: {argocd.argoproj.io/secret-type: repo-creds}}
      stringData: {url: https://git.example, password: short}
      ---
      kind: Secret
      metadata: {name: d, labels: {argocd.argoproj.io/secret-type: repo-creds}}
      stringData: {url: https://git.example/team, password: long, proxy: 'http://proxy:3128'}
      ---
      kind: Secret
      metadata: {name: e, labels: {argocd.argoproj.io/secret-type: repository}}
      stringData: {url: https://git.example/bad, insecure: perhaps, password: canary}
      ---
      kind: Secret
      metadata: {name: f, labels: {argocd.argoproj.io/secret-type: cluster}}
      ---
      kind: ConfigMap
      metadata: {name: argocd-tls-certs-cm}
      data: {git.example: PEM}
      ---
      kind: ConfigMap
      metadata: {name: argocd-ssh-known-hosts-cm}
      data: {ssh_known_hosts: git.example ssh-ed25519 AAAA}
      """;

  private final List<String> problems = new ArrayList<>();
  private final Repositories repositories = RepositorySecrets.of(objects(SECRETS), problems);

  private static List<JsonNode> objects(String yaml) {
    return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "secrets.yaml").stream()
        .map(YamlNode::toJson)
        .toList();
  }

  @Test
  void a_projects_own_repository_comes_before_everybodys() {
    var own = repositories.find(Kind.GIT, "https://git.example/team/app", "p");
    assertThat(own.credentials().username()).isEqualTo("iason");
    var others = repositories.find(Kind.GIT, "https://git.example/team/app", "q");
    assertThat(others.credentials().bearer()).isEqualTo("t0ken");
  }

  @Test
  void the_longest_template_opens_what_has_no_credentials() {
    var found = repositories.find(Kind.GIT, "https://git.example/team/other.git", "q");
    assertThat(found.credentials().password()).isEqualTo("long");
    assertThat(found.proxy().url()).isEqualTo("http://proxy:3128");
    assertThat(repositories.find(Kind.GIT, "https://git.example/x", "").credentials().password())
        .isEqualTo("short");
    assertThat(repositories.find(Kind.GIT, "https://else.example/x", "").credentials().given())
        .isFalse();
  }

  @Test
  void hosts_have_their_authorities_and_keys() {
    var found = repositories.find(Kind.GIT, "https://git.example/team/app", "q");
    assertThat(found.options().authority()).isEqualTo("PEM");
    assertThat(found.options().knownHosts()).startsWith("git.example");
  }

  @Test
  void a_secret_that_cannot_be_read_is_named_and_opens_nothing() {
    assertThat(problems).containsExactly("Secret 'e': insecure: expected true or false");
  }

  @Test
  void no_secret_is_in_a_text() {
    assertThat(repositories.toString()).doesNotContain("canary").doesNotContain("t0ken");
  }

  /// Attack case 54.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--upload-pack=touch /tmp/x",
        "ssh://-oProxyCommand=touch/a",
        "ssh://git@-oProxyCommand=x/a",
        "ssh://-x@host/a",
        "git@host:--upload-pack=x",
        "-oProxyCommand=x:a",
        "ext::sh -c touch% /tmp/x",
        "file:///etc",
        "/etc",
        "https://host/a\r\nX: y",
        "https://host/a b",
        "git://host/a",
        "https:///a"
      })
  void an_address_that_is_none_of_Git_is_refused(String url) {
    assertThatThrownBy(() -> SourceUrl.requireGit(url))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("is refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/a.git",
        "http://user:pw@host:8080/a",
        "ssh://git@host:22/a",
        "git@host:a/b.git",
        "https://[::1]:80/a"
      })
  void an_address_of_Git_is_taken(String url) {
    assertThat(SourceUrl.requireGit(url)).isEqualTo(url);
  }
}
