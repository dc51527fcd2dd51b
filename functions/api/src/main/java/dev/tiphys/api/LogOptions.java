package dev.tiphys.api;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tiphys.language.naming.Dns1123;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Which lines of which logs a client wants to see, and whether it waits for more.
///
/// @param pod empty for all
/// @param grep only lines where this is found
/// @param since leaves out what was written before
/// @param timestamps whether each line begins with its time
/// @param tail so many of the last lines of each pod
/// @param bytes so many of the bytes of each pod
record LogOptions(
    String pod,
    String container,
    boolean follow,
    @Nullable Pattern grep,
    @Nullable Instant since,
    boolean timestamps,
    @Nullable Long tail,
    long bytes,
    LabelSelector selector) {
  /// Whether it matters when a line was written.
  boolean timed() {
    return timestamps || since != null;
  }

  static LogOptions of(Call call, InstantSource clock) {
    if (call.flag("logOptions.previous")) {
      throw Refusal.invalid(
          "logOptions.previous: containers of steps are not started again; each try of a step has a"
              + " pod of its own");
    }
    var bytes = call.number("logOptions.limitBytes", 1);
    var container = call.text("logOptions.container");
    var problem = container.isEmpty() ? null : Dns1123.labelProblem(container);
    if (problem != null) {
      throw Refusal.invalid("logOptions.container: " + problem);
    }
    return new LogOptions(
        pod(call),
        container.isEmpty() ? "main" : container,
        call.flag("logOptions.follow"),
        grep(call.text("grep")),
        since(call, clock),
        call.flag("logOptions.timestamps"),
        call.number("logOptions.tailLines", 0),
        bytes == null ? Long.MAX_VALUE : bytes,
        LabelSelector.parse(call.text("selector")));
  }

  private static String pod(Call call) {
    if (call.variables().containsKey("podName")) {
      return call.name("podName");
    }
    var pod = call.text("podName");
    var problem = pod.isEmpty() ? null : Dns1123.subdomainProblem(pod);
    if (problem != null) {
      throw Refusal.invalid("podName: " + problem);
    }
    return pod;
  }

  /// RE2: a pattern of a client cannot cost more than time in proportion to the line.
  private static @Nullable Pattern grep(String text) {
    try {
      return text.isEmpty() ? null : Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw Refusal.invalid("grep: " + Refusal.shown(e.getMessage()));
    }
  }

  private static @Nullable Instant since(Call call, InstantSource clock) {
    var time = call.time("logOptions.sinceTime");
    var seconds = call.number("logOptions.sinceSeconds", 1);
    if (time != null && seconds != null) {
      throw Refusal.invalid(
          "logOptions.sinceTime and logOptions.sinceSeconds: expected one of them");
    }
    return seconds == null
        ? time
        : clock.instant().minus(Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)));
  }
}
