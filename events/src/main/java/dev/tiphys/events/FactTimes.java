package dev.tiphys.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When facts happened. Some do not say it, because another fact of the same commit does.
public final class FactTimes {
  private FactTimes() {}

  /// When `fact` happened, or `before` if it does not say: when the one before it did.
  public static Instant orElse(RunFact fact, Instant before) {
    var own = of(fact);
    return own == null ? before : own;
  }

  static @Nullable Instant of(RunFact fact) {
    return switch (fact) {
      case RunFact.RunStarted f -> f.at();
      case RunFact.NodeAdded f -> f.at();
      case RunFact.NodeRunning f -> f.at();
      case RunFact.NodeDaemoned f -> f.at();
      case RunFact.NodeEnded f -> f.at();
      case RunFact.EndIgnored f -> f.at();
      case RunFact.RunSuspended f -> f.at();
      case RunFact.RunResumed f -> f.at();
      case RunFact.ShutdownRequested f -> f.at();
      case RunFact.RunRetried f -> f.at();
      case RunFact.RunFinished f -> f.at();
      case RunFact.RunExpired f -> f.at();
      case RunFact.LoopExpanded _,
          RunFact.CallDeferred _,
          RunFact.NodeNoted _,
          RunFact.NodeProgressed _,
          RunFact.OutputsSet _,
          RunFact.NodeSettled _,
          RunFact.TimerSet _,
          RunFact.PodsCollected _,
          RunFact.MetricsEmitted _,
          RunFact.ArtifactsCollected _,
          RunFact.MemoWanted _,
          RunFact.MemoAnswered _,
          RunFact.MemoStored _,
          RunFact.LocksWanted _,
          RunFact.LocksGranted _,
          RunFact.LocksReleased _ ->
          null;
    };
  }
}
