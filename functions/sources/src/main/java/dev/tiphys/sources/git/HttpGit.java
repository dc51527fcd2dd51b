package dev.tiphys.sources.git;

import dev.tiphys.sources.http.Limited;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HostnameVerifier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory2;
import org.jspecify.annotations.Nullable;

/// Git's requests over our own connections: kept alive, limited, and to no other host than asked.
final class HttpGit implements HttpConnectionFactory2 {
  private static final int REQUEST_BYTES_MAX = 16 << 20;

  private final CloseableHttpClient client;
  private final long limit;
  private final Duration time;

  /// @param limit bytes of one answer
  /// @param time of one answer
  HttpGit(CloseableHttpClient client, long limit, Duration time) {
    this.client = client;
    this.limit = limit;
    this.time = time;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return new Exchange(url);
  }

  @Override
  public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
    // The client knows by itself through which proxy it goes, if any.
    return new Exchange(url);
  }

  @Override
  public GitSession newSession() {
    return new GitSession() {
      @Override
      public HttpConnection configure(HttpConnection connection, boolean sslVerify) {
        return connection;
      }

      @Override
      public void close() {}
    };
  }

  private final class Exchange implements HttpConnection {
    private final URL url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable ClassicHttpResponse response;

    Exchange(URL url) {
      this.url = url;
    }

    private ClassicHttpResponse response() throws IOException {
      var known = response;
      if (known != null) {
        return known;
      }
      var request = new HttpUriRequestBase(method, uri());
      headers.forEach(request::setHeader);
      if (body.size() > 0) {
        request.setEntity(new ByteArrayEntity(body.toByteArray(), (ContentType) null));
      }
      var answer = client.executeOpen(null, request, null);
      response = answer;
      requireSameHost(answer);
      return answer;
    }

    private URI uri() throws ProtocolException {
      try {
        return url.toURI();
      } catch (URISyntaxException e) {
        throw new ProtocolException("not an address: " + url);
      }
    }

    /// A server may say that the repository moved, but not to another host: credentials, and what
    /// this machine can reach, are not that server's to use.
    private void requireSameHost(ClassicHttpResponse answer) throws IOException {
      var location = answer.getFirstHeader("Location");
      if (location != null && answer.getCode() / 100 == 3) {
        var target = uri().resolve(location.getValue());
        if (!url.getHost().equalsIgnoreCase(target.getHost())
            || url.getProtocol().equals("https") && !"https".equals(target.getScheme())) {
          answer.close();
          throw new ProtocolException(
              "%s sends on to another host, which is not followed".formatted(url.getHost()));
        }
      }
    }

    @Override
    public int getResponseCode() throws IOException {
      return response().getCode();
    }

    @Override
    public URL getURL() {
      return url;
    }

    @Override
    public String getResponseMessage() throws IOException {
      var reason = response().getReasonPhrase();
      return reason == null ? "" : reason;
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
      Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      var known = response;
      if (known != null) {
        for (var header : known.getHeaders()) {
          fields.computeIfAbsent(header.getName(), _ -> new ArrayList<>()).add(header.getValue());
        }
      }
      return fields;
    }

    @Override
    public void setRequestProperty(String key, String value) {
      if (!key.toLowerCase(Locale.ROOT).equals("content-length")) {
        headers.put(key, value);
      }
    }

    @Override
    public void setRequestMethod(String method) {
      this.method = method;
    }

    @Override
    public void setUseCaches(boolean usecaches) {}

    @Override
    public void setConnectTimeout(int timeout) {}

    @Override
    public void setReadTimeout(int timeout) {}

    @Override
    public @Nullable String getContentType() {
      return getHeaderField("Content-Type");
    }

    @Override
    public InputStream getInputStream() throws IOException {
      var entity = response().getEntity();
      return entity == null
          ? new ByteArrayInputStream(new byte[0])
          : new Limited(entity.getContent(), "the answer of " + url.getHost(), limit, time);
    }

    @Override
    public @Nullable String getHeaderField(String name) {
      var known = response;
      var header = known == null ? null : known.getFirstHeader(name);
      return header == null ? null : header.getValue();
    }

    @Override
    public List<String> getHeaderFields(String name) {
      return getHeaderFields().getOrDefault(name, List.of());
    }

    @Override
    public int getContentLength() {
      var known = response;
      return known == null || known.getEntity() == null
          ? -1
          : (int) Math.min(Integer.MAX_VALUE, known.getEntity().getContentLength());
    }

    @Override
    public void setInstanceFollowRedirects(boolean followRedirects) {}

    @Override
    public void setDoOutput(boolean dooutput) {}

    @Override
    public void setFixedLengthStreamingMode(int contentLength) {}

    @Override
    public OutputStream getOutputStream() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          require(1);
          body.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          require(length);
          body.write(bytes, from, length);
        }

        private void require(int more) throws IOException {
          if (body.size() + more > REQUEST_BYTES_MAX) {
            throw new IOException("a request of more than " + REQUEST_BYTES_MAX + " bytes");
          }
        }
      };
    }

    @Override
    public void setChunkedStreamingMode(int chunklen) {}

    @Override
    public String getRequestMethod() {
      return method;
    }

    @Override
    public boolean usingProxy() {
      return false;
    }

    @Override
    public void connect() throws IOException {
      response();
    }

    @Override
    public void configure(
        javax.net.ssl.KeyManager @Nullable [] km,
        javax.net.ssl.TrustManager @Nullable [] tm,
        java.security.@Nullable SecureRandom random) {}

    @Override
    public void setHostnameVerifier(HostnameVerifier hostnameverifier) {}
  }
}
