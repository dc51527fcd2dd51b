package dev.tiphys.sources.git;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.sources.Credentials.Proxy;
import dev.tiphys.sources.SourceFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshConstants;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.ProxyData;
import org.eclipse.jgit.transport.sshd.ProxyDataFactory;
import org.jspecify.annotations.Nullable;

/// Where a session goes: to the very address that was looked at, so that a second answer of a name
/// server leads nowhere else (attack case 48), or to a proxy, which finds the server itself.
///
/// The host keeps its name where its key is looked up.
///
/// @param address what is connected to instead of the host
/// @param proxy null if there is none between
record SshRoute(String host, int port, String address, @Nullable ProxyData proxy)
    implements SshConfigStore, ProxyDataFactory {
  private static final int SSH = 22;

  /// The route to a server.
  ///
  /// @throws TransportException if nothing at its name may be reached
  static SshRoute to(URIish uri, Proxy proxy, Egress egress) throws TransportException {
    var host = uri.getHost();
    var port = uri.getPort() > 0 ? uri.getPort() : SSH;
    if (proxy.leadsTo(host)) {
      return new SshRoute(host, port, host, through(proxy, egress));
    }
    return new SshRoute(host, port, reached(host, egress).getHostAddress(), null);
  }

  private static InetAddress reached(String host, Egress egress) throws TransportException {
    try {
      return egress.resolve(host)[0];
    } catch (ArtifactFailure e) {
      throw new TransportException("'%s' has an address that is never reached".formatted(host));
    } catch (UnknownHostException e) {
      throw new TransportException("the host '%s' is not known".formatted(host));
    }
  }

  private static ProxyData through(Proxy proxy, Egress egress) throws TransportException {
    try {
      var uri = URI.create(proxy.url());
      var type =
          switch (String.valueOf(uri.getScheme())) {
            case "http" -> java.net.Proxy.Type.HTTP;
            case "socks", "socks5", "socks5h" -> java.net.Proxy.Type.SOCKS;
            default -> throw new IllegalArgumentException();
          };
      var port = uri.getPort() > 0 ? uri.getPort() : type == java.net.Proxy.Type.HTTP ? 80 : 1080;
      var between =
          new java.net.Proxy(type, new InetSocketAddress(reached(uri.getHost(), egress), port));
      var user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
      var colon = user.indexOf(':');
      return colon < 0
          ? new ProxyData(between)
          : new ProxyData(
              between, user.substring(0, colon), user.substring(colon + 1).toCharArray());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new SourceFailure(
          "proxy: expected http://host:port or socks5://host:port for SSH, found '%s'", proxy);
    }
  }

  @Override
  public @Nullable ProxyData get(InetSocketAddress remote) {
    return proxy;
  }

  @Override
  public HostConfig lookup(String name, int number, @Nullable String user) {
    return new Address(address);
  }

  @Override
  public HostConfig lookupDefault(String name, int number, @Nullable String user) {
    return new Address(address);
  }

  /// What would stand in a configuration of OpenSSH.
  private record Address(String address) implements HostConfig {
    @Override
    public @Nullable String getValue(String key) {
      return key.equalsIgnoreCase(SshConstants.HOST_NAME) ? address : null;
    }

    @Override
    public List<String> getValues(String key) {
      return List.of();
    }

    @Override
    public Map<String, String> getOptions() {
      return Map.of(SshConstants.HOST_NAME, address);
    }

    @Override
    public Map<String, List<String>> getMultiValuedOptions() {
      return Map.of();
    }
  }
}
