package dev.tiphys.language.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sprig's functions, and how Go prints and names values, for other languages than that of
/// expressions. One instance is for one evaluation, and counts what it costs.
public final class GoFunctions {
  /// What sprig offers to templates. Those that would read the environment or ask the network are
  /// not among them.
  public static final Set<String> NAMES =
      Set.of(
          ("abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc"
                  + " b64dec b64enc base bcrypt biggest buildCustomCert camelcase cat ceil chunk clean"
                  + " coalesce compact concat contains date dateInZone dateModify date_in_zone"
                  + " date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div"
                  + " divf duration durationRound empty encryptAES ext fail first float64 floor fromJson"
                  + " genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey"
                  + " genSignedCert genSignedCertWithKey get has hasKey hasPrefix hasSuffix hello htmlDate"
                  + " htmlDateInZone htpasswd indent initial initials int int64 isAbs join kebabcase keys"
                  + " kindIs kindOf last list lower max maxf merge mergeOverwrite min minf mod mul mulf"
                  + " mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson"
                  + " mustHas mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush"
                  + " mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll"
                  + " mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate"
                  + " mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify"
                  + " nindent nospace now omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend"
                  + " push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric regexFind"
                  + " regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral"
                  + " regexSplit repeat replace rest reverse round semver semverCompare seq set sha1sum"
                  + " sha256sum shuffle snakecase sortAlpha split splitList splitn squote sub subf substr"
                  + " swapcase ternary title toDate toDecimal toJson toPrettyJson toRawJson toString"
                  + " toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike"
                  + " typeOf uniq unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4"
                  + " values without wrap wrapWith")
              .split(" "));

  private final Calls calls;

  public GoFunctions(Ambient ambient) {
    calls = new Calls(ambient, new Budget());
  }

  /// Calls a function of [#NAMES]. Values are null, Boolean, Long, Double, String, List or Map.
  ///
  /// @throws ExpressionException if it fails
  public @Nullable Object call(String name, List<? extends @Nullable Object> arguments) {
    return Sprig.call(name, new ArrayList<>(arguments), calls);
  }

  /// Calls a method of a moment or a duration; null if there is none of that name.
  ///
  /// @throws ExpressionException if it fails
  public @Nullable Object method(
      Object receiver, String name, List<? extends @Nullable Object> arguments) {
    return switch (receiver) {
      case GoTime time -> time.call(name, arguments);
      case GoDuration duration -> duration.call(name, arguments);
      default -> null;
    };
  }

  /// A value as Go's `%v` prints it.
  public String print(@Nullable Object value) {
    return GoFormat.print(value, calls.budget());
  }

  /// The name of a value's type in Go.
  public static String typeName(@Nullable Object value) {
    return value == null ? "<nil>" : GoFormat.typeName(value);
  }

  /// Whether values are equal in all their parts.
  public boolean equal(@Nullable Object left, @Nullable Object right) {
    return Values.equal(left, right, calls.budget());
  }

  /// The order of two values of one kind.
  ///
  /// @throws ExpressionException if they have none
  public static int compare(@Nullable Object left, @Nullable Object right) {
    return Values.compare("<", left, right);
  }

  /// The keys of a map in the order in which Go prints them.
  public static List<Object> sortedKeys(Map<?, ?> map) {
    var keys = new ArrayList<Object>(map.keySet());
    keys.sort(Values::order);
    return keys;
  }

  /// Charges one step of an evaluation.
  ///
  /// @throws ExpressionException if there were too many
  public void step() {
    calls.budget().step();
  }

  /// Charges text that is made.
  ///
  /// @throws ExpressionException if there was too much
  public void characters(long count) {
    calls.budget().characters(count);
  }
}
