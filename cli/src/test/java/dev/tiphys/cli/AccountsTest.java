package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.language.validation.Manifests;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Accounts, roles and their tokens on the command line, against a real host.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AccountsTest {
  private static final String SETTINGS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: argocd-cm, namespace: argocd}
      data: {accounts.dev: apiKey}
      """;

  @TempDir private Path folder;
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private Host host;
  private ApiServer server;

  @BeforeEach
  void start() throws Exception {
    host =
        Host.open(
            HostSettings.on(folder.toString())
                .withRunner("process")
                .withDocuments(
                    Manifests.read(SETTINGS.getBytes(StandardCharsets.UTF_8), "cm.yaml")
                        .documents()));
    server =
        ApiServer.start(
            host.workflows(),
            host.definitions(),
            host.ingress(),
            host.delivery(),
            ApiSettings.local(0, "test"));
  }

  @AfterEach
  void stop() {
    server.close();
    host.close();
  }

  private String tiphys(int code, String... words) {
    var all = new ArrayList<>(List.of(words));
    all.add("--port=" + server.address().getPort());
    out.clear();
    err.clear();
    var found =
        Tiphys.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    assertThat(found).as("%s: %s%s", all, out, err).isEqualTo(code);
    return out.toString() + err;
  }

  @Test
  void tokens_of_an_account_are_made_listed_and_revoked() {
    assertThat(tiphys(0, "account", "list")).contains("dev", "apiKey", "admin");
    var token =
        tiphys(
            0, "account", "generate-token", "--account", "dev", "--id", "t", "--expires-in", "1h");
    assertThat(token.strip().split("[.]")).hasSize(3);
    assertThat(tiphys(0, "account", "get", "--account", "dev")).contains("id: t");
    assertThat(tiphys(0, "account", "delete-token", "t", "--account", "dev")).contains("revoked");
    assertThat(tiphys(0, "account", "get", "--account", "dev")).doesNotContain("id: t");
    assertThat(tiphys(2, "account", "generate-token", "-a", "dev", "-e", "soon"))
        .contains("--expires-in");
    assertThat(tiphys(0, "account", "can-i", "sync", "applications", "web/shop")).contains("yes");
    assertThat(tiphys(0, "account", "get-user-info")).contains("Username: admin");
  }

  @Test
  void a_role_is_made_may_something_and_has_tokens() {
    tiphys(0, "proj", "create", "web", "--src", "*", "--dest", "*,*");
    tiphys(0, "proj", "role", "create", "web", "ci", "--description", "builds");
    tiphys(0, "proj", "role", "add-policy", "web", "ci", "-a", "sync", "-o", "*");
    assertThat(tiphys(0, "proj", "get", "web"))
        .contains("p, proj:web:ci, applications, sync, web/*, allow");
    var token = tiphys(0, "proj", "role", "create-token", "web", "ci", "--id", "t");
    assertThat(token.strip().split("[.]")).hasSize(3);
    assertThat(tiphys(0, "proj", "role", "list", "web")).contains("ci", "builds");
    assertThat(tiphys(0, "proj", "role", "list-tokens", "web", "ci")).contains("t ", "never");
    tiphys(0, "proj", "role", "remove-policy", "web", "ci", "-a", "sync", "-o", "*");
    assertThat(tiphys(2, "proj", "role", "remove-policy", "web", "ci", "-a", "sync", "-o", "*"))
        .contains("the role has no policy");
    tiphys(0, "proj", "role", "delete", "web", "ci");
    assertThat(tiphys(0, "proj", "role", "list", "web")).doesNotContain("ci");
  }
}
