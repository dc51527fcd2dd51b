package dev.tiphys.embedded.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Trusted.Certificate;
import dev.tiphys.applications.CurrentSettings;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.log.store.MemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HostedTrustTest {
  private static final String KEY =
      "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

  private static final String OTHER =
      "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJm";

  private final JsonObjects store = new JsonObjects(new MemoryObjectStore());

  private HostedTrust trust(JsonNode... files) {
    return new HostedTrust(store, new CurrentSettings(List.of(files)));
  }

  private static JsonNode file(String name, String key, String value) {
    var object = JsonNodeFactory.instance.objectNode().put("kind", "ConfigMap");
    object.putObject("metadata").put("name", name).put("namespace", "argocd");
    object.putObject("data").put(key, value);
    return object;
  }

  private static Certificate ssh(String key) {
    return new Certificate("git.example", "ssh", "ssh-ed25519", key, "");
  }

  @Test
  void a_host_that_was_added_is_known_from_then_on() {
    assertThat(trust().add(List.of(ssh(KEY)), false)).hasSize(1);
    assertThat(trust().hosts().knownHosts()).isEqualTo("git.example ssh-ed25519 " + KEY + "\n");
    assertThat(trust().add(List.of(ssh(KEY)), false)).isEmpty();
  }

  @Test
  void another_key_of_a_host_needs_upsert() {
    trust().add(List.of(ssh(KEY)), false);
    assertThatThrownBy(() -> trust().add(List.of(ssh(OTHER)), false))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("use upsert flag");
    trust().add(List.of(ssh(OTHER)), true);
    assertThat(trust().certificates()).extracting(Certificate::data).containsExactly(OTHER);
  }

  @Test
  void a_host_that_was_removed_is_known_no_more() {
    trust().add(List.of(ssh(KEY)), false);
    trust().certificates().forEach(trust()::remove);
    // Not even those of this machine: somebody has said whom to know.
    assertThat(trust().hosts().knownHosts()).isEmpty();
  }

  @Test
  void files_count_and_are_changed_by_those_who_write_them() {
    var file = file("argocd-ssh-known-hosts-cm", "ssh_known_hosts", ssh(KEY).host());
    var trust = trust(file);
    assertThat(trust.hosts().knownHosts()).isEqualTo("git.example");
    assertThatThrownBy(() -> trust.add(List.of(ssh(KEY)), false))
        .hasMessageContaining("stands in a file");
    var authority = trust(file("argocd-tls-certs-cm", "git.example", "PEM"));
    assertThat(authority.hosts().authorities()).containsEntry("git.example", "PEM");
  }

  @Test
  void what_is_no_certificate_is_refused() {
    for (var wrong :
        List.of(
            new Certificate("git.example", "https", "", "PEM", ""),
            new Certificate("git.example", "ssh", "ssh-ed25519", "AAAA", ""),
            new Certificate("git.example", "other", "", KEY, ""))) {
      assertThatThrownBy(() -> trust().add(List.of(wrong), false)).isInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> trust().addKeys("no key"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("expected public keys of GnuPG");
  }
}
