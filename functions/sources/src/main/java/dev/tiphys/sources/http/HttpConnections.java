package dev.tiphys.sources.http;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.sources.Credentials.Proxy;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/// The clients that speak to repositories, one for all that are trusted in the same way.
public final class HttpConnections implements AutoCloseable {
  private static final Timeout CONNECT_MAX = Timeout.ofSeconds(10);
  private static final int CONNECTIONS_MAX = 256;
  private static final int PER_HOST_MAX = 64;

  private record Trust(
      boolean insecure, String authority, String certificate, String key, Proxy proxy) {
    static Trust of(Repository repository) {
      return new Trust(
          repository.options().insecure(),
          repository.options().authority(),
          repository.credentials().clientCertificate(),
          repository.credentials().clientKey(),
          repository.proxy());
    }
  }

  private final ConcurrentMap<Trust, CloseableHttpClient> clients = new ConcurrentHashMap<>();
  private final Timeout silence;
  private final Egress egress;

  /// Connections on which nothing may come for at most so long.
  public HttpConnections(java.time.Duration silence) {
    this(silence, Egress.DEFAULT);
  }

  /// The same, to addresses that `egress` allows.
  public HttpConnections(java.time.Duration silence, Egress egress) {
    this.silence = Timeout.of(silence);
    this.egress = egress;
  }

  /// What speaks to that repository. It follows no redirects and unpacks nothing.
  public CloseableHttpClient of(Repository repository) {
    return clients.computeIfAbsent(Trust.of(repository), this::open);
  }

  private CloseableHttpClient open(Trust trust) {
    var tls =
        new DefaultClientTlsStrategy(
            Tls.context(trust.insecure(), trust.authority(), trust.certificate(), trust.key()),
            trust.insecure()
                ? NoopHostnameVerifier.INSTANCE
                : HttpsSupport.getDefaultHostnameVerifier());
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new Resolver(egress))
            .setTlsSocketStrategy(tls)
            .setMaxConnTotal(CONNECTIONS_MAX)
            .setMaxConnPerRoute(PER_HOST_MAX)
            .setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(silence).setTcpNoDelay(true).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT_MAX)
                    .setSocketTimeout(silence)
                    .build())
            .build();
    var builder =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(silence)
                    .setConnectionRequestTimeout(silence)
                    .build())
            .setUserAgent("git/2.40 tiphys")
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAutomaticRetries();
    if (!trust.proxy().url().isEmpty()) {
      var proxy = proxy(trust.proxy());
      builder.setRoutePlanner(planner(proxy, trust.proxy()));
      var user = URI.create(trust.proxy().url()).getUserInfo();
      if (user != null && user.contains(":")) {
        var credentials = new BasicCredentialsProvider();
        credentials.setCredentials(
            new AuthScope(proxy),
            new UsernamePasswordCredentials(
                user.substring(0, user.indexOf(':')),
                user.substring(user.indexOf(':') + 1).toCharArray()));
        builder.setDefaultCredentialsProvider(credentials);
      }
    }
    return builder.build();
  }

  private static HttpHost proxy(Proxy proxy) {
    try {
      var uri = URI.create(proxy.url());
      if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
        throw new IllegalArgumentException();
      }
      var port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
      return new HttpHost(uri.getScheme(), uri.getHost(), port);
    } catch (IllegalArgumentException e) {
      throw new SourceFailure("proxy: expected http://host:port, found '%s'", proxy);
    }
  }

  private static HttpRoutePlanner planner(HttpHost host, Proxy proxy) {
    return new DefaultRoutePlanner(null) {
      @Override
      protected @org.jspecify.annotations.Nullable HttpHost determineProxy(
          HttpHost target, HttpContext context) throws HttpException {
        return proxy.leadsTo(target.getHostName()) ? host : null;
      }
    };
  }

  /// Refuses addresses at the moment of connecting.
  private record Resolver(Egress egress) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      try {
        return egress.resolve(host);
      } catch (ArtifactFailure e) {
        throw new UnknownHostException("'%s' has an address that is never reached".formatted(host));
      }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /// What `Authorization` says for a name and a password.
  public static String basic(String username, String password) {
    return "Basic "
        + java.util.Base64.getEncoder()
            .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    for (var client : clients.values()) {
      try {
        client.close();
      } catch (IOException e) {
        // It is gone in any case.
      }
    }
    clients.clear();
  }
}
