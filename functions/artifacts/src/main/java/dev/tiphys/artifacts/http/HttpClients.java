package dev.tiphys.artifacts.http;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.Egress;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Makes HTTP clients. They share their connections, except those with a certificate.
public final class HttpClients implements AutoCloseable {
  private static final Timeout TIMEOUT = Timeout.ofSeconds(60);
  private static final int CONNECTIONS_MAX = 64;

  /// A connection may have been closed while nobody used it. What a server answers is for callers.
  private static final HttpRequestRetryStrategy LOST_CONNECTIONS =
      new DefaultHttpRequestRetryStrategy() {
        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
          return false;
        }
      };

  private final Egress egress;
  private @Nullable CloseableHttpClient shared;

  /// None is opened yet.
  public HttpClients(Egress egress) {
    this.egress = egress;
  }

  /// One without a certificate.
  public synchronized Http plain() {
    var opened = shared;
    if (opened == null) {
      opened = client(null);
      shared = opened;
    }
    return new Http(opened, false);
  }

  /// One that shows a certificate to servers, to be closed.
  ///
  /// @param certificate PEM
  /// @param key PEM
  public Http with(byte[] certificate, byte[] key) {
    try {
      return new Http(client(Pem.keyManagers(certificate, key)), true);
    } catch (GeneralSecurityException e) {
      throw new ArtifactFailure("auth.clientCert should hold a certificate and its key in PEM");
    }
  }

  private CloseableHttpClient client(KeyManager @Nullable [] keys) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(egress)
            .setMaxConnTotal(CONNECTIONS_MAX)
            .setMaxConnPerRoute(CONNECTIONS_MAX)
            .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(TIMEOUT).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(TIMEOUT)
                    .setSocketTimeout(TIMEOUT)
                    .build());
    if (keys != null) {
      connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(context(keys)));
    }
    return HttpClientBuilder.create()
        .setConnectionManager(connections.build())
        .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(TIMEOUT).build())
        .setRetryStrategy(LOST_CONNECTIONS)
        .setUserAgent("tiphys")
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  private static SSLContext context(KeyManager[] keys) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (shared != null) {
      shared.close(org.apache.hc.core5.io.CloseMode.GRACEFUL);
      shared = null;
    }
  }
}
