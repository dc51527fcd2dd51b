package dev.tiphys.sources.signature;

import dev.tiphys.sources.SourceFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/// Public keys whose signatures can be told to be right (C283).
public final class Keyring {
  private record Known(PGPPublicKey key, PGPPublicKey primary) {}

  private final Map<Long, Known> keys = new HashMap<>();

  /// @param armored public keys, as `gpg --armor --export` prints them; what is none is left out
  public Keyring(Collection<String> armored) {
    for (var text : armored) {
      try {
        PublicKeys.rings(text).forEach(this::add);
      } catch (SourceFailure e) {
        // It opens nothing, and signatures by it are by somebody unknown.
      }
    }
  }

  private void add(PGPPublicKeyRing ring) {
    var primary = ring.getPublicKey();
    ring.forEach(key -> keys.put(key.getKeyID(), new Known(key, primary)));
  }

  /// What a signature is worth.
  public enum Worth {
    GOOD,
    /// It is over something else.
    BAD,
    /// By a key that has ended, or was taken back.
    EXPIRED,
    /// By nobody in this ring.
    UNKNOWN,
    /// There is none, or none of GnuPG.
    NONE
  }

  /// A signature that was looked at.
  ///
  /// @param key the id of the key that made it; empty if there is none
  /// @param primary the id of the key that it belongs to
  public record Signed(Worth worth, String key, String primary) {
    static final Signed NONE = new Signed(Worth.NONE, "", "");
  }

  /// Looks whether `signature` is one over `content`.
  public Signed verify(byte[] content, byte[] signature) {
    PGPSignature found;
    try {
      found = first(signature);
    } catch (IOException | RuntimeException e) {
      return Signed.NONE;
    }
    if (found == null) {
      return Signed.NONE;
    }
    var id = PublicKeys.id(found.getKeyID());
    var known = keys.get(found.getKeyID());
    if (known == null) {
      return new Signed(Worth.UNKNOWN, id, id);
    }
    var primary = PublicKeys.id(known.primary().getKeyID());
    return new Signed(worth(found, known, content), id, primary);
  }

  private static Worth worth(PGPSignature signature, Known known, byte[] content) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), known.key());
      signature.update(content);
      if (!signature.verify()) {
        return Worth.BAD;
      }
    } catch (PGPException | RuntimeException e) {
      return Worth.BAD;
    }
    var made = signature.getCreationTime().toInstant();
    return lasts(known.key(), made) && lasts(known.primary(), made) ? Worth.GOOD : Worth.EXPIRED;
  }

  private static boolean lasts(PGPPublicKey key, java.time.Instant made) {
    if (key.hasRevocation()) {
      return false;
    }
    var begin = key.getCreationTime().toInstant();
    var seconds = key.getValidSeconds();
    return !made.isBefore(begin) && (seconds == 0 || made.isBefore(begin.plusSeconds(seconds)));
  }

  private static @org.jspecify.annotations.Nullable PGPSignature first(byte[] armored)
      throws IOException {
    var in = PGPUtil.getDecoderStream(new ByteArrayInputStream(armored));
    return new JcaPGPObjectFactory(in).nextObject() instanceof PGPSignatureList list
            && !list.isEmpty()
        ? list.get(0)
        : null;
  }
}
