package dev.tiphys.sources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KnownHostsTest {
  private static final String KEY =
      "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

  private static final String TEXT =
      """
      # those that we know
      git.example,10.0.0.1 ssh-ed25519 %1$s a comment
      [git.example]:2222 ssh-ed25519 %1$s
      @revoked old.example ssh-ed25519 %1$s
      no.example ssh-rsa %1$s
      """
          .formatted(KEY);

  @Test
  void a_line_is_a_host_a_type_and_a_key_of_that_type() {
    assertThat(KnownHosts.entries(TEXT))
        .extracting(KnownHosts.Entry::host)
        .containsExactly("git.example,10.0.0.1", "[git.example]:2222");
  }

  @Test
  void a_fingerprint_is_as_OpenSSH_shows_it() {
    assertThat(KnownHosts.entries(TEXT).getFirst().fingerprint())
        .isEqualTo("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
  }

  @Test
  void what_is_no_line_of_a_key_stays_when_others_go() {
    var left = KnownHosts.without(TEXT, entry -> true);
    assertThat(left).startsWith("# those").contains("@revoked").doesNotContain("2222");
    var one = KnownHosts.entries(TEXT).getFirst();
    assertThat(KnownHosts.entries(KnownHosts.with("# no end of line", one))).containsExactly(one);
  }
}
