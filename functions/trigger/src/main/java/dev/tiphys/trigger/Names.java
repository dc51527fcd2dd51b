package dev.tiphys.trigger;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names of labels and annotations that Argo gives meaning, and what labels may be.
final class Names {
  static final String WORKFLOW_TEMPLATE = "workflows.argoproj.io/workflow-template";
  static final String CLUSTER_WORKFLOW_TEMPLATE = "workflows.argoproj.io/cluster-workflow-template";
  static final String CRON_WORKFLOW = "workflows.argoproj.io/cron-workflow";
  static final String RESUBMITTED_FROM = "workflows.argoproj.io/resubmitted-from-workflow";
  static final String COMPLETED = "workflows.argoproj.io/completed";
  static final String PHASE = "workflows.argoproj.io/phase";
  static final String ARCHIVING = "workflows.argoproj.io/workflow-archiving-status";
  static final String CREATOR = "workflows.argoproj.io/creator";
  static final String CONFIG_MAP_TYPE = "workflows.argoproj.io/configmap-type";
  static final String SCHEDULED_TIME = "workflows.argoproj.io/scheduled-time";

  private static final int PREFIX_CHARS_MAX = 253;
  private static final int SHOWN_CHARS_MAX = 60;
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  private Names() {}

  /// What is wrong with the key of a label or annotation; null if nothing.
  static @Nullable String keyProblem(String key) {
    var slash = key.indexOf('/');
    var prefix = slash < 0 ? "x" : key.substring(0, slash);
    return prefix.length() <= PREFIX_CHARS_MAX
            && PREFIX.matcher(prefix).matches()
            && NAME.matcher(key.substring(slash + 1)).matches()
        ? null
        : "'%s' is no name for a label or annotation: expected at most 63 letters, digits, '-', '_' or '.' after an optional domain and '/'"
            .formatted(shown(key));
  }

  /// What is wrong with the value of a label; null if nothing.
  static @Nullable String valueProblem(String value) {
    return value.isEmpty() || NAME.matcher(value).matches()
        ? null
        : "'%s' is no value for a label: expected at most 63 letters, digits, '-', '_' or '.', with a letter or digit at both ends"
            .formatted(shown(value));
  }

  /// One line of at most 60 characters, so that no value can spoil a message.
  static String shown(String text) {
    var line = text.replaceAll("\\p{Cntrl}", "\ufffd");
    return line.length() > SHOWN_CHARS_MAX ? line.substring(0, SHOWN_CHARS_MAX) + "…" : line;
  }
}
