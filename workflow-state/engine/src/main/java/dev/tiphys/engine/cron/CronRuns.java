package dev.tiphys.engine.cron;

import io.vavr.collection.LinkedHashMap;
import java.util.function.UnaryOperator;

/// The runs of a CronWorkflow by uid, in the order of their ticks or ends.
///
/// @param active those that shall be, or go on
/// @param succeeded those that ended well and are kept, the oldest end first
/// @param failed those that ended otherwise and are kept
/// @param expired those that shall be deleted
public record CronRuns(
    LinkedHashMap<String, CronRun> active,
    LinkedHashMap<String, CronRun> succeeded,
    LinkedHashMap<String, CronRun> failed,
    LinkedHashMap<String, CronRun> expired) {
  static final CronRuns NONE =
      new CronRuns(
          LinkedHashMap.empty(),
          LinkedHashMap.empty(),
          LinkedHashMap.empty(),
          LinkedHashMap.empty());

  CronRuns with(CronRun run) {
    return new CronRuns(active.put(run.uid(), run), succeeded, failed, expired);
  }

  CronRuns changed(String uid, UnaryOperator<CronRun> change) {
    return active
        .get(uid)
        .map(run -> new CronRuns(active.put(uid, change.apply(run)), succeeded, failed, expired))
        .getOrElse(this);
  }

  CronRuns over(String uid, boolean won) {
    return active
        .get(uid)
        .map(
            run ->
                new CronRuns(
                    active.remove(uid),
                    won ? succeeded.put(uid, run) : succeeded,
                    won ? failed : failed.put(uid, run),
                    expired))
        .getOrElse(this);
  }

  CronRuns expire(String uid) {
    return succeeded
        .get(uid)
        .orElse(failed.get(uid))
        .map(
            run ->
                new CronRuns(
                    active, succeeded.remove(uid), failed.remove(uid), expired.put(uid, run)))
        .getOrElse(this);
  }

  CronRuns without(String uid) {
    return new CronRuns(
        active.remove(uid), succeeded.remove(uid), failed.remove(uid), expired.remove(uid));
  }

  boolean contains(String uid) {
    return active.containsKey(uid)
        || succeeded.containsKey(uid)
        || failed.containsKey(uid)
        || expired.containsKey(uid);
  }
}
