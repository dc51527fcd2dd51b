package dev.tiphys.cli.follow;

import dev.tiphys.cli.view.NodeView;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// A line `NAME PHASE` for every change, for files and for programs that read along.
public final class PlainLines implements Display {
  private final PrintWriter out;
  private final Predicate<NodeView> wanted;
  private final Map<String, String> told = new HashMap<>();

  public PlainLines(PrintWriter out, Predicate<NodeView> wanted) {
    this.out = out;
    this.wanted = wanted;
  }

  @Override
  public void show(WorkflowView workflow) {
    if (!workflow.isFinished()) {
      tell("", workflow.name(), workflow.phase(), workflow.message());
    }
    for (var node : workflow.nodes().values()) {
      // The root says what the run says, and groups what their members say.
      if (!node.isGroup() && !node.id().equals(workflow.name()) && wanted.test(node)) {
        tell(node.id(), node.name(), node.phase(), node.message());
      }
    }
    // The end comes last.
    if (workflow.isFinished()) {
      tell("", workflow.name(), workflow.phase(), workflow.message());
    }
    out.flush();
  }

  private void tell(String id, String name, String phase, String message) {
    if (!phase.isEmpty() && !phase.equals(told.put(id, phase))) {
      out.println(name + " " + phase + (message.isEmpty() ? "" : ": " + message));
    }
  }

  @Override
  public void tick() {}

  @Override
  public void end() {
    out.flush();
  }
}
