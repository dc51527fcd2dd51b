package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/// Which addresses are reached for artifacts (attack case 48). Asked with what a name resolves to,
/// at the moment of connecting, so that no second answer of a name server gets around it.
///
/// Never link-local, multicast or unspecified ones, nor those of metadata services. This machine
/// and private networks are allowed unless `artifacts.privateAddresses: false` says otherwise: on
/// one's own machine a step reaches them anyway.
public record Egress(boolean privateAddresses) implements DnsResolver {
  /// What is right where nobody says anything.
  public static final Egress DEFAULT = new Egress(true);

  /// What `artifacts` of the configuration says.
  public static Egress of(JsonNode config) {
    return of(config, "artifacts");
  }

  /// What a part of the configuration says: `artifacts`, or `repositories` of delivery.
  public static Egress of(JsonNode config, String part) {
    return new Egress(config.path(part).path("privateAddresses").asBoolean(true));
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return checked(host, InetAddress.getAllByName(host));
  }

  /// The addresses of `host`, all of which may be reached.
  ///
  /// @throws ArtifactFailure otherwise
  InetAddress[] checked(String host, InetAddress... addresses) {
    for (var address : addresses) {
      if (!allows(address)) {
        throw new ArtifactFailure(
            "the address %s of %s is not reached for artifacts", address.getHostAddress(), host);
      }
    }
    return addresses;
  }

  /// Checks without connecting, for libraries that resolve names themselves.
  public void require(String host) {
    try {
      checked(host, InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new ArtifactFailure("the host %s is not known", host);
    }
  }

  /// Whether an address may be reached.
  public boolean allows(InetAddress address) {
    var bytes = address.getAddress();
    if (bytes.length == 16 && embedsV4(bytes)) {
      try {
        return allows(InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16)));
      } catch (UnknownHostException e) {
        return false;
      }
    }
    if (address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()
        || isMetadata(bytes)) {
      return false;
    }
    return privateAddresses
        || !(address.isLoopbackAddress() || address.isSiteLocalAddress() || isUniqueLocal(bytes));
  }

  /// 64:ff9b::/96 and ::/96 lead to IPv4.
  private static boolean embedsV4(byte[] bytes) {
    var zeros = true;
    for (var i = 0; i < 12; i++) {
      zeros &= bytes[i] == 0;
    }
    var translated =
        bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
    return translated || zeros && (bytes[12] != 0 || bytes[13] != 0);
  }

  private static boolean isUniqueLocal(byte[] bytes) {
    return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
  }

  /// fd00:ec2::254 of Amazon, 100.100.100.200 of Alibaba, 168.63.129.16 of Azure.
  private static boolean isMetadata(byte[] b) {
    return b.length == 16
        ? b[0] == (byte) 0xfd && b[1] == 0 && b[2] == 0x0e && b[3] == (byte) 0xc2
        : b[0] == 100 && b[1] == 100 && b[2] == 100 && b[3] == (byte) 200
            || b[0] == (byte) 168 && b[1] == 63 && b[2] == (byte) 129 && b[3] == 16;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
