package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.naming.NodeIds;

/// A Workflow for tests, whose nodes are called by their names.
public final class Status {
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final String name;

  private Status(String name) {
    this.name = name;
    json.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Workflow");
    json.putObject("metadata")
        .put("name", name)
        .put("namespace", "default")
        .put("creationTimestamp", "2026-11-24T06:00:00Z");
    json.putObject("spec").put("entrypoint", "main");
    json.putObject("status").put("phase", "Running").put("startedAt", "2026-11-24T06:00:00Z");
  }

  public static Status of(String name) {
    return new Status(name);
  }

  public ObjectNode json() {
    return json;
  }

  public ObjectNode status() {
    return json.withObject("/status");
  }

  WorkflowView workflow() {
    return WorkflowView.of(json);
  }

  public Status finished(String phase) {
    status().put("phase", phase).put("finishedAt", "2026-11-24T06:00:10Z");
    return this;
  }

  public Status with(NodeSketch node) {
    status().withObject("/nodes").set(id(node.name), node.json(this));
    return this;
  }

  String id(String node) {
    return NodeIds.nodeId(name, node);
  }

  public static NodeSketch node(String name, String type, String phase) {
    return new NodeSketch(name, type, phase);
  }

  /// One node; it began with the run and, if it is finished, took ten seconds.
  public static final class NodeSketch {
    private final String name;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private String[] children = {};
    private String boundary = "";

    private NodeSketch(String name, String type, String phase) {
      this.name = name;
      json.put("name", name)
          .put("displayName", name.substring(name.lastIndexOf('.') + 1))
          .put("type", type)
          .put("phase", phase)
          .put("startedAt", "2026-11-24T06:00:00Z");
      if (!phase.equals("Running") && !phase.equals("Pending")) {
        json.put("finishedAt", "2026-11-24T06:00:10Z");
      }
    }

    public NodeSketch in(String boundary) {
      this.boundary = boundary;
      return this;
    }

    public NodeSketch children(String... names) {
      children = names;
      return this;
    }

    public NodeSketch template(String template) {
      json.put("templateName", template);
      return this;
    }

    public NodeSketch message(String message) {
      json.put("message", message);
      return this;
    }

    public NodeSketch startedAt(String time) {
      json.put("startedAt", time);
      return this;
    }

    private ObjectNode json(Status status) {
      json.put("id", status.id(name));
      if (!boundary.isEmpty()) {
        json.put("boundaryID", status.id(boundary));
      }
      if (children.length > 0) {
        var ids = json.putArray("children");
        for (var child : children) {
          ids.add(status.id(child));
        }
      }
      return json;
    }
  }
}
