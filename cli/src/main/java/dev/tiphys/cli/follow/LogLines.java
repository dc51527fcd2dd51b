package dev.tiphys.cli.follow;

import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Look;
import dev.tiphys.cli.view.NodeView;
import dev.tiphys.cli.view.WorkflowView;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the steps of a run write, each line after the name of its pod, beside another display.
public final class LogLines implements Display {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int LINE_BYTES_MAX = 256 * 1024;

  /// Where logs are.
  public interface Source {
    /// Up to `max` bytes of a pod's log from `offset` on; empty if there is no more so far.
    byte[] read(String pod, long offset, int max);
  }

  private final PrintWriter out;
  private final Look look;
  private final Source source;
  private final Display beside;
  private final Map<String, Tail> open = new LinkedHashMap<>();
  private final Set<String> done = new HashSet<>();
  private @Nullable WorkflowView workflow;

  public LogLines(PrintWriter out, Look look, Source source, Display beside) {
    this.out = out;
    this.look = look;
    this.source = source;
    this.beside = beside;
  }

  /// The last lines of a log, as they may be shown.
  public static List<String> last(Source source, String pod, long size, int lines) {
    var from = Math.max(0, size - CHUNK_BYTES);
    var text = new String(source.read(pod, from, CHUNK_BYTES), StandardCharsets.UTF_8);
    var all = text.lines().toList();
    return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
        .map(Inert::logLine)
        .toList();
  }

  @Override
  public synchronized void show(WorkflowView workflow) {
    this.workflow = workflow;
    advance();
    beside.show(workflow);
  }

  @Override
  public synchronized void tick() {
    advance();
    beside.tick();
  }

  private void advance() {
    if (workflow == null) {
      return;
    }
    for (var node : workflow.nodes().values()) {
      if (node.isPod() && !done.contains(node.id())) {
        var pod = workflow.podName(node);
        var tail = open.computeIfAbsent(node.id(), _ -> new Tail(pod));
        tail.advance();
        if (isOver(node)) {
          tail.finish();
          open.remove(node.id());
          done.add(node.id());
        }
      }
    }
    out.flush();
  }

  private static boolean isOver(NodeView node) {
    return node.finishedAt() != null;
  }

  @Override
  public synchronized void end() {
    advance();
    open.values().forEach(Tail::finish);
    open.clear();
    out.flush();
    beside.end();
  }

  /// How far one log has been printed.
  private final class Tail {
    private final String pod;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long offset;

    Tail(String pod) {
      this.pod = pod;
    }

    void advance() {
      while (true) {
        var bytes = source.read(pod, offset, CHUNK_BYTES);
        if (bytes.length == 0) {
          return;
        }
        offset += bytes.length;
        for (var octet : bytes) {
          if (octet == '\n' || line.size() == LINE_BYTES_MAX) {
            print();
          }
          if (octet != '\n') {
            line.write(octet);
          }
        }
      }
    }

    void finish() {
      if (line.size() > 0) {
        print();
      }
    }

    private void print() {
      out.println(look.podLine(pod, line.toString(StandardCharsets.UTF_8)));
      line.reset();
    }
  }
}
