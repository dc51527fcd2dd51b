package dev.tiphys.sources.signature;

import dev.tiphys.sources.SourceFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/// Reads public keys as `gpg --export --armor` writes them.
public final class PublicKeys {
  private static final int TEXT_MAX = 1 << 20;
  private static final int KEYS_MAX = 100;

  private PublicKeys() {}

  /// A public key for people.
  ///
  /// @param id the last 16 hex digits of its fingerprint, in upper case
  /// @param owner its first user; empty if it has none
  /// @param type such as `rsa4096`
  /// @param armored itself
  public record Key(String id, String fingerprint, String owner, String type, String armored) {}

  /// The keys in a text.
  ///
  /// @throws SourceFailure if there are none
  public static List<Key> read(String text) {
    var keys = new ArrayList<Key>();
    for (var ring : rings(text)) {
      var key = ring.getPublicKey();
      var users = key.getUserIDs();
      keys.add(
          new Key(
              id(key.getKeyID()),
              HexFormat.of().withUpperCase().formatHex(key.getFingerprint()),
              users.hasNext() ? users.next() : "",
              type(key),
              armored(ring)));
    }
    return keys;
  }

  static List<PGPPublicKeyRing> rings(String text) {
    if (text.length() > TEXT_MAX) {
      throw new SourceFailure("public keys of more than %d characters", TEXT_MAX);
    }
    var rings = new ArrayList<PGPPublicKeyRing>();
    try {
      var start = text.indexOf("-----BEGIN PGP PUBLIC KEY BLOCK-----");
      while (start >= 0) {
        var next = text.indexOf("-----BEGIN PGP PUBLIC KEY BLOCK-----", start + 1);
        var block = text.substring(start, next < 0 ? text.length() : next);
        var in =
            PGPUtil.getDecoderStream(
                new ByteArrayInputStream(block.getBytes(StandardCharsets.UTF_8)));
        new PGPPublicKeyRingCollection(in, new BcKeyFingerprintCalculator()).forEach(rings::add);
        if (rings.size() > KEYS_MAX) {
          throw new SourceFailure("more than %d public keys", KEYS_MAX);
        }
        start = next;
      }
    } catch (IOException | PGPException | RuntimeException e) {
      if (e instanceof SourceFailure failure) {
        throw failure;
      }
      throw noKeys();
    }
    if (rings.isEmpty()) {
      throw noKeys();
    }
    return rings;
  }

  private static SourceFailure noKeys() {
    return new SourceFailure(
        "expected public keys of GnuPG, as gpg --armor --export prints them, found none");
  }

  static String id(long id) {
    return "%016X".formatted(id);
  }

  private static String type(PGPPublicKey key) {
    var name =
        switch (key.getAlgorithm()) {
          case PublicKeyAlgorithmTags.RSA_GENERAL -> "rsa";
          case PublicKeyAlgorithmTags.DSA -> "dsa";
          case PublicKeyAlgorithmTags.ECDSA -> "ecdsa";
          case PublicKeyAlgorithmTags.EDDSA_LEGACY, PublicKeyAlgorithmTags.Ed25519 -> "ed25519";
          case PublicKeyAlgorithmTags.Ed448 -> "ed448";
          default -> "algorithm" + key.getAlgorithm();
        };
    return name.startsWith("ed") ? name : (name + key.getBitStrength()).toLowerCase(Locale.ROOT);
  }

  private static String armored(PGPPublicKeyRing ring) {
    var bytes = new ByteArrayOutputStream();
    try (var out = ArmoredOutputStream.builder().clearHeaders().build(bytes)) {
      ring.encode(out);
    } catch (IOException e) {
      throw new IllegalStateException("a key in memory could not be written", e);
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }
}
