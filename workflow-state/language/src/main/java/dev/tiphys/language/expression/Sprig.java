package dev.tiphys.language.expression;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions under `sprig.`: those of sprig 3.2.3 that Argo Workflows offers, each taking its
/// arguments in Go's order.
final class Sprig {
  /// What the name `sprig` stands for. Functions are called by name only.
  static final Map<String, Object> NAMESPACE = Map.of("sprig", "functions");

  /// What would need the network, or cryptography that the JDK does not offer.
  private static final Set<String> REFUSED =
      Set.of(
          "getHostByName",
          "bcrypt",
          "htpasswd",
          "derivePassword",
          "buildCustomCert",
          "genPrivateKey",
          "genCA",
          "genCAWithKey",
          "genSelfSignedCert",
          "genSelfSignedCertWithKey",
          "genSignedCert",
          "genSignedCertWithKey");

  /// Distinguishes "no such function here" from a null result.
  static final Object NO_FUNCTION = new Object();

  private Sprig() {}

  static @Nullable Object call(String name, List<@Nullable Object> values, Calls calls) {
    if (REFUSED.contains(name)) {
      throw new ExpressionException(
          "sprig." + name + " is not available: expressions have no network and no key generation");
    }
    var arguments = new Arguments(values, calls);
    // The must forms differ only in how Go reports errors; here every error is reported alike.
    var plain = name.startsWith("must_") ? name.substring(5) : name;
    if (plain.startsWith("must") && plain.length() > 4) {
      plain = Character.toLowerCase(plain.charAt(4)) + plain.substring(5);
    }
    try {
      Object result = SprigStrings.call(plain, arguments);
      if (result == NO_FUNCTION) {
        result = SprigNumbers.call(plain, arguments);
      }
      if (result == NO_FUNCTION) {
        result = SprigCollections.call(plain, arguments);
      }
      if (result == NO_FUNCTION) {
        result = SprigDates.call(plain, arguments);
      }
      if (result == NO_FUNCTION) {
        result = SprigValues.call(plain, !plain.equals(name), arguments);
      }
      if (result == NO_FUNCTION) {
        throw new ExpressionException("invalid operation: cannot call nil");
      }
      arguments.checkAllUsed();
      return result;
    } catch (IndexOutOfBoundsException wrong) {
      throw new ExpressionException("runtime error: slice bounds out of range");
    } catch (ArithmeticException wrong) {
      throw new ExpressionException("runtime error: integer divide by zero");
    }
  }
}
