package dev.tiphys.language.expression;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Adler32;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Defaults, types, JSON, encodings, paths, digests and random values of sprig.
final class SprigValues {
  private static final String ALPHA = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private SprigValues() {}

  /// @param must whether the function was called by its `must…` name, and so may fail
  static @Nullable Object call(String name, boolean must, Arguments in) {
    var budget = in.budget();
    return switch (name) {
      case "default" -> in.size() < 2 || Arguments.isEmpty(in.any(1)) ? in.any(0) : in.any(1);
      case "empty" -> Arguments.isEmpty(in.any(0));
      case "coalesce" -> {
        for (var value : in.values()) {
          if (!Arguments.isEmpty(value)) {
            yield value;
          }
        }
        yield null;
      }
      case "all" -> in.values().stream().noneMatch(Arguments::isEmpty);
      case "any" -> !in.values().stream().allMatch(Arguments::isEmpty);
      case "ternary" -> in.flag(2) ? in.any(0) : in.any(1);
      case "fail" -> throw new ExpressionException(in.text(0));
      case "typeOf" -> GoFormat.typeName(in.any(0));
      case "typeIs" -> in.text(0).equals(GoFormat.typeName(in.any(1)));
      case "typeIsLike" -> {
        var type = GoFormat.typeName(in.any(1));
        yield in.text(0).equals(type) || ("*" + in.text(0)).equals(type);
      }
      case "kindOf" -> Arguments.kind(in.any(0));
      case "kindIs" -> in.text(0).equals(Arguments.kind(in.any(1)));
      case "toJson" -> Json.write(in.any(0), true, budget);
      case "toRawJson" -> Json.write(in.any(0), false, budget);
      case "toPrettyJson" -> Json.writeIndented(in.any(0), true, budget);
      case "fromJson" -> {
        try {
          yield Json.parse(in.text(0), budget);
        } catch (ExpressionException wrong) {
          if (must) {
            throw wrong;
          }
          yield null;
        }
      }
      case "b64enc" -> budget.made(Base64.getEncoder().encodeToString(Values.utf8(in.text(0))));
      case "b64dec" -> {
        try {
          yield budget.made(Values.fromUtf8(Base64.getDecoder().decode(in.text(0))));
        } catch (IllegalArgumentException wrong) {
          yield "illegal base64 data at input byte " + validPrefix(in.text(0));
        }
      }
      case "b32enc" -> budget.made(base32(Values.utf8(in.text(0))));
      case "b32dec" -> budget.made(unbase32(in.text(0)));
      case "sha1sum" -> digest("SHA-1", in.text(0));
      case "sha256sum" -> digest("SHA-256", in.text(0));
      case "adler32sum" -> {
        var sum = new Adler32();
        sum.update(Values.utf8(in.text(0)));
        yield String.valueOf(sum.getValue());
      }
      case "encryptAES" -> encrypted(in);
      case "decryptAES" -> decrypted(in);
      case "base", "osBase", "dir", "osDir", "clean", "osClean", "ext", "osExt" ->
          Paths.call(
              name.startsWith("os") ? name.substring(2).toLowerCase(java.util.Locale.ROOT) : name,
              in.text(0));
      case "isAbs", "osIsAbs" -> in.text(0).startsWith("/");
      case "urlParse" -> Urls.parse(in.text(0));
      case "urlJoin" -> Urls.join(in.map(0));
      case "semver" -> Semver.fields(in.text(0));
      case "semverCompare" -> Semver.matches(in.text(0), in.text(1));
      case "uuidv4" -> uuid(in);
      case "randAlpha" -> random(in, ALPHA);
      case "randAlphaNum" -> random(in, ALPHA + "0123456789");
      case "randNumeric" -> random(in, "0123456789");
      case "randAscii" -> {
        var all = new StringBuilder();
        for (var character = ' '; character < 127; character++) {
          all.append(character);
        }
        yield random(in, all.toString());
      }
      case "randBytes" -> {
        budget.characters(Math.max(0, in.integer(0)) * 2L);
        var bytes = new byte[Math.max(0, in.integer(0))];
        in.calls().ambient().random().nextBytes(bytes);
        yield Base64.getEncoder().encodeToString(bytes);
      }
      default -> Sprig.NO_FUNCTION;
    };
  }

  private static int validPrefix(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (!(text.charAt(i) < 128 && Character.isLetterOrDigit(text.charAt(i)))
          && "+/=".indexOf(text.charAt(i)) < 0) {
        return i;
      }
    }
    return text.length() - text.length() % 4;
  }

  private static String random(Arguments in, String alphabet) {
    var count = in.integer(0);
    in.budget().characters(Math.max(0, count));
    var text = new StringBuilder();
    for (var i = 0; i < count; i++) {
      text.append(alphabet.charAt(in.calls().ambient().random().nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String uuid(Arguments in) {
    var random = in.calls().ambient().random();
    var high = random.nextLong() & ~0xf000L | 0x4000L;
    var low = random.nextLong() & ~(3L << 62) | 1L << 63;
    return new java.util.UUID(high, low).toString();
  }

  private static String digest(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(Values.utf8(text)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK always has " + algorithm, missing);
    }
  }

  private static String encrypted(Arguments in) {
    in.budget().characters(in.text(1).length() * 4L);
    var iv = new byte[16];
    in.calls().ambient().random().nextBytes(iv);
    var secret = aes(Cipher.ENCRYPT_MODE, in.text(0), iv, Values.utf8(in.text(1)));
    var all = Arrays.copyOf(iv, iv.length + secret.length);
    System.arraycopy(secret, 0, all, iv.length, secret.length);
    return Base64.getEncoder().encodeToString(all);
  }

  private static String decrypted(Arguments in) {
    byte[] all;
    try {
      all = Base64.getDecoder().decode(in.text(1));
    } catch (IllegalArgumentException wrong) {
      throw new ExpressionException("illegal base64 data at input byte " + validPrefix(in.text(1)));
    }
    if (all.length < 32) {
      throw new ExpressionException("decryptAES: the encrypted text is too short");
    }
    var iv = Arrays.copyOf(all, 16);
    return Values.fromUtf8(
        aes(Cipher.DECRYPT_MODE, in.text(0), iv, Arrays.copyOfRange(all, 16, all.length)));
  }

  private static byte[] aes(int mode, String password, byte[] iv, byte[] input) {
    try {
      var key = Arrays.copyOf(Values.utf8(password), 32);
      var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException wrong) {
      throw new ExpressionException("AES: the text cannot be decrypted with this password");
    }
  }

  private static String base32(byte[] bytes) {
    var out = new StringBuilder();
    for (var i = 0; i < bytes.length; i += 5) {
      long block = 0;
      for (var j = 0; j < 5; j++) {
        block = block << 8 | (i + j < bytes.length ? bytes[i + j] & 0xff : 0);
      }
      var used = (Math.min(5, bytes.length - i) * 8 + 4) / 5;
      for (var j = 0; j < 8; j++) {
        out.append(j < used ? BASE32.charAt((int) (block >> (35 - 5 * j)) & 31) : '=');
      }
    }
    return out.toString();
  }

  private static String unbase32(String text) {
    var out = new java.io.ByteArrayOutputStream();
    var bits = 0;
    var buffer = 0;
    for (var i = 0; i < text.length() && text.charAt(i) != '='; i++) {
      var digit = BASE32.indexOf(text.charAt(i));
      if (digit < 0) {
        return "illegal base32 data at input byte " + i;
      }
      buffer = (buffer << 5 | digit) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(buffer >> bits);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /// Slash-separated paths, worked on as text.
  static final class Paths {
    private Paths() {}

    static String call(String name, String path) {
      return switch (name) {
        case "base" -> base(path);
        case "dir" -> clean(path.substring(0, path.lastIndexOf('/') + 1));
        case "ext" -> {
          var file = path.substring(path.lastIndexOf('/') + 1);
          yield file.contains(".") ? file.substring(file.lastIndexOf('.')) : "";
        }
        default -> clean(path);
      };
    }

    private static String base(String path) {
      var trimmed = Strings.trim(path, "/", false, true);
      if (trimmed.isEmpty()) {
        return path.isEmpty() ? "." : "/";
      }
      return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    private static String clean(String path) {
      var rooted = path.startsWith("/");
      var parts = new java.util.ArrayDeque<String>();
      for (var part : path.split("/")) {
        if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
          parts.removeLast();
        } else if (!part.isEmpty() && !part.equals(".") && !(part.equals("..") && rooted)) {
          parts.add(part);
        }
      }
      var joined = String.join("/", parts);
      return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
  }

  /// URLs as maps of their parts.
  static final class Urls {
    private Urls() {}

    static Map<String, @Nullable Object> parse(String url) {
      try {
        var uri = new java.net.URI(url);
        var map = new LinkedHashMap<String, @Nullable Object>();
        var authority = text(uri.getRawAuthority());
        var at = authority.lastIndexOf('@');
        var host = authority.substring(at + 1);
        map.put("scheme", text(uri.getScheme()));
        map.put("host", host);
        map.put("hostname", host.replaceFirst(":[0-9]*$", ""));
        map.put("path", text(uri.getPath()));
        map.put("query", text(uri.getRawQuery()));
        map.put("opaque", uri.isOpaque() ? text(uri.getRawSchemeSpecificPart()) : "");
        map.put("fragment", text(uri.getFragment()));
        map.put("userinfo", at < 0 ? "" : authority.substring(0, at));
        return map;
      } catch (java.net.URISyntaxException wrong) {
        throw new ExpressionException(
            "unable to parse url: \"" + url + "\", error: " + wrong.getReason());
      }
    }

    private static String text(@Nullable String part) {
      return part == null ? "" : part;
    }

    static String join(Map<?, ?> parts) {
      var url = new StringBuilder();
      append(url, "", parts.get("scheme"), ":");
      if (isSet(parts.get("opaque"))) {
        append(url, "", parts.get("opaque"), "");
      } else {
        if (isSet(parts.get("scheme"))
            || isSet(parts.get("host"))
            || isSet(parts.get("userinfo"))) {
          url.append("//");
        }
        append(url, "", parts.get("userinfo"), "@");
        append(url, "", parts.get("host"), "");
        var path = parts.get("path");
        if (isSet(path) && isSet(parts.get("host")) && !String.valueOf(path).startsWith("/")) {
          url.append('/');
        }
        append(url, "", path, "");
      }
      append(url, "?", parts.get("query"), "");
      append(url, "#", parts.get("fragment"), "");
      return url.toString();
    }

    private static boolean isSet(@Nullable Object part) {
      return part != null && !"".equals(part);
    }

    private static void append(
        StringBuilder url, String before, @Nullable Object part, String after) {
      if (isSet(part)) {
        url.append(before).append(part).append(after);
      }
    }
  }
}
