package dev.tiphys.language.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a plain scalar means to YAML parsers written in Go: YAML 1.1 without base 60, and with
/// timestamps left as text.
final class GoScalars {
  private static final Map<String, JsonNode> WORDS = words();
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private GoScalars() {}

  static JsonNode resolve(String text) {
    var word = WORDS.get(text);
    if (word != null) {
      return word;
    }
    var first = text.charAt(0);
    if (first == '.') {
      // Here no underscores are removed.
      return FLOAT.matcher(text).matches() ? floating(text) : TextNode.valueOf(text);
    }
    if (first != '+' && first != '-' && (first < '0' || first > '9')) {
      return TextNode.valueOf(text);
    }
    var digits = text.replace("_", "");
    var integer = integer(digits);
    if (integer != null) {
      return integer.bitLength() < 64
          ? JsonNodeFactory.instance.numberNode(integer.longValue())
          : BigIntegerNode.valueOf(integer);
    }
    if (FLOAT.matcher(digits).matches()) {
      var number = floating(digits);
      return number.isNumber() ? number : TextNode.valueOf(text);
    }
    return TextNode.valueOf(text);
  }

  /// The number, or the text itself when no float can hold it.
  private static JsonNode floating(String digits) {
    var number = Double.parseDouble(digits);
    return Double.isInfinite(number) ? TextNode.valueOf(digits) : DoubleNode.valueOf(number);
  }

  /// An integer from -2^63 to 2^64-1 in base 10, 16 (`0x`), 8 (`0o` or a leading 0) or 2 (`0b`), or
  /// null.
  private static @Nullable BigInteger integer(String digits) {
    var sign = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
    var base = 10;
    var from = sign;
    if (digits.length() > sign + 1 && digits.charAt(sign) == '0') {
      switch (digits.charAt(sign + 1)) {
        case 'x', 'X' -> base = 16;
        case 'o', 'O' -> base = 8;
        case 'b', 'B' -> base = 2;
        default -> {
          base = 8;
          from--;
        }
      }
      from += 2;
    }
    // The longest form of 2^64 is 64 binary digits; leading zeros beyond that are nobody's number.
    if (from == digits.length() || digits.length() - from > 1000) {
      return null;
    }
    for (var i = from; i < digits.length(); i++) {
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), base) < 0) {
        return null;
      }
    }
    var value = new BigInteger(digits.substring(from), base);
    if (digits.charAt(0) == '-') {
      value = value.negate();
    }
    var signed = digits.charAt(0) == '+';
    var max = signed ? BigInteger.valueOf(Long.MAX_VALUE) : UINT64_MAX;
    return value.compareTo(INT64_MIN) < 0 || value.compareTo(max) > 0 ? null : value;
  }

  private static Map<String, JsonNode> words() {
    var words = new HashMap<String, JsonNode>();
    for (var word : "y Y yes Yes YES true True TRUE on On ON".split(" ")) {
      words.put(word, BooleanNode.TRUE);
    }
    for (var word : "n N no No NO false False FALSE off Off OFF".split(" ")) {
      words.put(word, BooleanNode.FALSE);
    }
    for (var word : new String[] {"", "~", "null", "Null", "NULL"}) {
      words.put(word, NullNode.getInstance());
    }
    for (var word : ".nan .NaN .NAN".split(" ")) {
      words.put(word, DoubleNode.valueOf(Double.NaN));
    }
    for (var word : ".inf .Inf .INF +.inf +.Inf +.INF".split(" ")) {
      words.put(word, DoubleNode.valueOf(Double.POSITIVE_INFINITY));
    }
    for (var word : "-.inf -.Inf -.INF".split(" ")) {
      words.put(word, DoubleNode.valueOf(Double.NEGATIVE_INFINITY));
    }
    return words;
  }
}
