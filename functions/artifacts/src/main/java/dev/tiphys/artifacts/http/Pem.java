package dev.tiphys.artifacts.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/// Keys and certificates as texts.
public final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([^-]+)-----END");

  /// What stands before an RSA key of PKCS#1 to make it one of PKCS#8.
  private static final byte[] RSA = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  private Pem() {}

  /// A key of PKCS#8 (`PRIVATE KEY`), or PKCS#1 (`RSA PRIVATE KEY`), without a password.
  ///
  /// @throws GeneralSecurityException if it is none
  public static PrivateKey key(byte[] pem) throws GeneralSecurityException {
    var found = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!found.find()) {
      throw new InvalidKeySpecException("no PRIVATE KEY");
    }
    var der = decoded(found.group(2));
    var spec = new PKCS8EncodedKeySpec(found.group(1) == null ? der : wrapped(der));
    for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Another kind, then.
      }
    }
    throw new InvalidKeySpecException("neither RSA, EC nor EdDSA");
  }

  private static byte[] decoded(String base64) throws InvalidKeySpecException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("no base64");
    }
  }

  private static byte[] wrapped(byte[] rsa) {
    var octets = element(4, rsa);
    var content = new byte[RSA.length + octets.length];
    System.arraycopy(RSA, 0, content, 0, RSA.length);
    System.arraycopy(octets, 0, content, RSA.length, octets.length);
    return element(0x30, content);
  }

  /// An element of DER, up to 64 KiB.
  private static byte[] element(int tag, byte[] content) {
    var element = new byte[content.length + 4];
    element[0] = (byte) tag;
    element[1] = (byte) 0x82;
    element[2] = (byte) (content.length >> 8);
    element[3] = (byte) content.length;
    System.arraycopy(content, 0, element, 4, content.length);
    return element;
  }

  static KeyManager[] keyManagers(byte[] certificate, byte[] key) throws GeneralSecurityException {
    try {
      var chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificate));
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("key", key(key), new char[0], chain.toArray(Certificate[]::new));
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      return managers.getKeyManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
