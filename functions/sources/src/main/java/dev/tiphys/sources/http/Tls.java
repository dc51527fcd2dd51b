package dev.tiphys.sources.http;

import dev.tiphys.sources.SourceFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Certificates and keys in PEM, as contexts of TLS.
public final class Tls {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private static final Pattern PKCS1 =
      Pattern.compile("-----BEGIN RSA PRIVATE KEY-----([^-]*)-----END RSA PRIVATE KEY-----");

  private Tls() {}

  static SSLContext context(boolean insecure, String authority, String certificate, String key) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          certificate.isEmpty() ? null : keys(certificate, key),
          insecure
              ? new TrustManager[] {new TrustAll()}
              : authority.isEmpty() ? null : trust(authority),
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new SourceFailure("the certificates of a repository cannot be used: expected PEM");
    }
  }

  private static KeyManager[] keys(String certificate, String key)
      throws GeneralSecurityException, IOException {
    var chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(stream(certificate))
            .toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new GeneralSecurityException("no certificate");
    }
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var none = new char[0];
    store.setKeyEntry("client", privateKey(key), none, chain);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, none);
    return keys.getKeyManagers();
  }

  /// The certificates in a text, at least one.
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var found =
        CertificateFactory.getInstance("X.509").generateCertificates(stream(pem)).stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new GeneralSecurityException("expected certificates in PEM");
    }
    return found;
  }

  private static TrustManager[] trust(String authority)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var number = 0;
    for (var certificate : certificates(authority)) {
      store.setCertificateEntry("authority-" + number++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static ByteArrayInputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }

  /// A private key in PEM: PKCS #8 of any kind, or RSA in PKCS #1.
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    var pkcs8 = PKCS8.matcher(pem);
    if (pkcs8.find()) {
      var spec = new PKCS8EncodedKeySpec(decoded(pkcs8.group(1)));
      for (var algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (GeneralSecurityException e) {
          // It is a key of another kind.
        }
      }
    }
    var pkcs1 = PKCS1.matcher(pem);
    if (pkcs1.find()) {
      return KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(wrapped(decoded(pkcs1.group(1)))));
    }
    throw new GeneralSecurityException("expected a private key in PEM");
  }

  private static byte[] decoded(String text) {
    return Base64.getMimeDecoder().decode(text);
  }

  /// PKCS #8 is PKCS #1 with a head that says "RSA".
  private static byte[] wrapped(byte[] pkcs1) {
    var head =
        new byte[] {
          0x02,
          0x01,
          0x00,
          0x30,
          0x0d,
          0x06,
          0x09,
          0x2a,
          (byte) 0x86,
          0x48,
          (byte) 0x86,
          (byte) 0xf7,
          0x0d,
          0x01,
          0x01,
          0x01,
          0x05,
          0x00
        };
    var key = tagged((byte) 0x04, pkcs1);
    var body = new byte[head.length + key.length];
    System.arraycopy(head, 0, body, 0, head.length);
    System.arraycopy(key, 0, body, head.length, key.length);
    return tagged((byte) 0x30, body);
  }

  private static byte[] tagged(byte tag, byte[] content) {
    var out = new byte[content.length + 4];
    out[0] = tag;
    out[1] = (byte) 0x82;
    out[2] = (byte) (content.length >> 8);
    out[3] = (byte) content.length;
    System.arraycopy(content, 0, out, 4, content.length);
    return out;
  }

  /// For repositories that ask for it by `insecure`.
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
