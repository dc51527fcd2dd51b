package dev.tiphys.trigger;

import dev.tiphys.language.validation.Finding;
import java.util.List;
import java.util.stream.Collectors;

/// Everything that is wrong with a submission. It will stay wrong: nothing was started, and trying
/// again without a change is no use.
public final class InvalidSubmission extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int FINDINGS_SHOWN_MAX = 50;

  private final transient List<Finding> findings;

  /// @param findings at least one; line 0 where a document has no lines
  public InvalidSubmission(List<Finding> findings) {
    super(message(findings));
    this.findings = List.copyOf(findings);
  }

  /// One finding about no file in particular.
  public static InvalidSubmission because(String path, String message) {
    return new InvalidSubmission(List.of(new Finding("", 0, path, message)));
  }

  /// In the order of the documents; the message has one line for each of the first 50.
  public List<Finding> findings() {
    return findings;
  }

  private static String message(List<Finding> findings) {
    var message =
        findings.stream()
            .limit(FINDINGS_SHOWN_MAX)
            .map(InvalidSubmission::line)
            .collect(Collectors.joining("\n"));
    var more = findings.size() - FINDINGS_SHOWN_MAX;
    return more > 0 ? message + "\n… and " + more + " more" : message;
  }

  private static String line(Finding finding) {
    if (finding.line() > 0) {
      return finding.toString();
    }
    var file = finding.file().isEmpty() ? "" : finding.file() + ": ";
    return file + (finding.path().isEmpty() ? "" : finding.path() + ": ") + finding.message();
  }
}
