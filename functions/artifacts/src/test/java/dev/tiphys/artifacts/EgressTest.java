package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EgressTest {
  private static InetAddress[] reached(boolean privately, String address)
      throws UnknownHostException {
    return new Egress(privately).resolve(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "2852039166"
      })
  void metadata_services_and_the_like_are_never_reached(String address) {
    assertThatThrownBy(() -> reached(true, address)).isInstanceOf(ArtifactFailure.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "fd12::1", "172.16.0.1"})
  void private_addresses_are_reached_unless_it_is_forbidden(String address) throws Exception {
    assertThat(reached(true, address)).hasSize(1);
    assertThatThrownBy(() -> reached(false, address)).isInstanceOf(ArtifactFailure.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "2001:4860:4860::8888"})
  void public_addresses_are_reached(String address) throws Exception {
    assertThat(reached(false, address)).hasSize(1);
  }
}
