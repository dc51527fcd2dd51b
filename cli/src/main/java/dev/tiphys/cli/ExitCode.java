package dev.tiphys.cli;

import dev.tiphys.cli.local.LocalFailure;
import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.server.ServerFailure.Kind;
import dev.tiphys.cli.view.WorkflowView;

/// How a command ends, for scripts.
public final class ExitCode {
  public static final int OK = 0;

  /// A workflow that is not Succeeded, or an error.
  public static final int FAILED = 1;

  public static final int BAD_INPUT = 2;

  /// Timed out or interrupted.
  public static final int CUT_SHORT = 3;

  private ExitCode() {}

  static int of(Exception problem) {
    return switch (problem) {
      case BadInput _, LocalFailure _ -> BAD_INPUT;
      case InterruptedException _ -> CUT_SHORT;
      case ServerFailure failure when failure.kind() == Kind.INVALID -> BAD_INPUT;
      default -> FAILED;
    };
  }

  static int of(WorkflowView workflow) {
    return workflow.phase().equals("Succeeded") ? OK : FAILED;
  }
}
