package dev.tiphys.language.validation;

import dev.tiphys.language.workflow.ObjectMeta;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How things may be called (F002).
final class Names {
  static final int WORKFLOW_CHARS_MAX = 63;
  static final int CRON_CHARS_MAX = 52;
  private static final int NAME_CHARS_MAX = 128;
  private static final int SHOWN_CHARS_MAX = 60;
  private static final int PREFIX_CHARS_MAX = 253;
  private static final int LABEL_CHARS_MAX = 63;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][-a-zA-Z0-9]*");
  private static final Pattern PARAMETER = Pattern.compile("[-a-zA-Z0-9_]+");
  private static final Pattern DNS_1123 =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL_VALUE = Pattern.compile("[-A-Za-z0-9_.]*");

  private Names() {}

  /// What is wrong with the name of a template, step or task; null if nothing.
  static @Nullable String problem(String name) {
    if (name.length() > NAME_CHARS_MAX) {
      return "name '" + shown(name) + "' is longer than " + NAME_CHARS_MAX + " characters";
    }
    return NAME.matcher(name).matches()
        ? null
        : "name '"
            + shown(name)
            + "' is invalid: must consist of alpha-numeric characters or '-', and must start with an"
            + " alpha-numeric character (e.g. My-name1-2, 123-NAME)";
  }

  /// What is wrong with the name of a parameter or artifact; null if nothing.
  static @Nullable String parameterProblem(String name) {
    if (name.length() > NAME_CHARS_MAX) {
      return "name '" + shown(name) + "' is longer than " + NAME_CHARS_MAX + " characters";
    }
    return PARAMETER.matcher(name).matches()
        ? null
        : "name '"
            + shown(name)
            + "' is invalid: must consist of alpha-numeric characters, '_' or '-' e.g. my_param_1,"
            + " MY-PARAM-1";
  }

  static void checkMetadata(ObjectMeta metadata, int charsMax, Report document) {
    var report = document.at("metadata");
    var name = metadata.name();
    var prefix = metadata.generateName();
    if (name != null && !name.isEmpty()) {
      if (name.length() > charsMax) {
        report
            .at("name")
            .add(
                "name '"
                    + shown(name)
                    + "' must not be more than "
                    + charsMax
                    + " characters long");
      } else if (!DNS_1123.matcher(name).matches()) {
        report.at("name").add("name '" + shown(name) + "' is not a lower-case DNS-1123 subdomain");
      }
    }
    // Kubernetes cuts a long prefix to make room for the random part, so only its characters
    // matter.
    if (prefix != null
        && !prefix.isEmpty()
        && (prefix.length() > PREFIX_CHARS_MAX || !DNS_1123.matcher(prefix + "x").matches())) {
      report
          .at("generateName")
          .add(
              "generateName '"
                  + shown(prefix)
                  + "' does not begin a lower-case DNS-1123 subdomain");
    }
    metadata
        .labels()
        .forEach(
            (key, value) -> {
              if (value.length() > LABEL_CHARS_MAX || !LABEL_VALUE.matcher(value).matches()) {
                report
                    .at("labels")
                    .at(key)
                    .add("'" + shown(value) + "' is not a valid label value");
              }
            });
  }

  /// One line of at most 60 characters, so that no name can spoil a report.
  private static String shown(String name) {
    var line = name.replaceAll("\\p{Cntrl}", "�");
    return line.length() > SHOWN_CHARS_MAX ? line.substring(0, SHOWN_CHARS_MAX) + "…" : line;
  }
}
