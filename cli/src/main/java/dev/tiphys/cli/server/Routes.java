package dev.tiphys.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What can be asked of a server, in one namespace.
public final class Routes {
  /// The newest Workflow of a namespace, wherever a name is expected.
  private static final String LATEST = "@latest";

  private static final int PAGE = 500;
  private static final int PAGES_MAX = 2_000;

  private final Connection connection;
  private final String namespace;

  public Routes(Connection connection, String namespace) {
    this.connection = connection;
    this.namespace = namespace;
  }

  /// The same server, in another namespace.
  public Routes in(String other) {
    return new Routes(connection, other);
  }

  /// @return the Workflow with the name that it got
  public JsonNode create(JsonNode workflow, boolean dryRun) {
    var body = object();
    body.set("workflow", workflow);
    if (dryRun) {
      body.put("serverDryRun", true);
    }
    return connection.send("POST", workflowsPath(), Map.of(), body);
  }

  /// Starts a run of a template.
  ///
  /// @param kind such as `WorkflowTemplate`
  public JsonNode submit(String kind, String name, JsonNode options) {
    var body = object().put("namespace", namespace);
    body.put("resourceKind", kind).put("resourceName", name);
    body.set("submitOptions", options);
    return connection.send("POST", workflowsPath("submit"), Map.of(), body);
  }

  public JsonNode get(String name) {
    return connection.send("GET", workflowsPath(resolve(name)), Map.of(), null);
  }

  /// The Workflow as it was after that record of its log.
  public JsonNode get(String name, long version) {
    var query = Map.of("version", Long.toString(version));
    return connection.send("GET", workflowsPath(resolve(name)), query, null);
  }

  /// All Workflows that the selectors choose, in any order.
  ///
  /// @param fields which fields are wanted; empty for all
  public List<JsonNode> list(String labels, String fieldSelector, String fields) {
    var query = new LinkedHashMap<String, String>();
    put(query, "listOptions.labelSelector", labels);
    put(query, "listOptions.fieldSelector", fieldSelector);
    put(query, "fields", fields);
    return pages(workflowsPath(), query);
  }

  /// @param verb `stop`, `terminate`, `suspend`, `resume`, `retry`, `resubmit` or `set`
  /// @return the Workflow after it
  public JsonNode act(String name, String verb, ObjectNode options) {
    options.put("name", name).put("namespace", namespace);
    return connection.send("PUT", workflowsPath(name, verb), Map.of(), options);
  }

  public void delete(String name, boolean force) {
    connection.send(
        "DELETE", workflowsPath(name), force ? Map.of("force", "true") : Map.of(), null);
  }

  /// The states of a Workflow.
  ///
  /// @param name not `@latest`
  public Watch.Source source(String name) {
    return new Watch.Source() {
      @Override
      public JsonNode get() {
        return Routes.this.get(name);
      }

      @Override
      public Feed events() {
        return connection.stream(
            List.of("api", "v1", "workflow-events", namespace),
            Map.of("listOptions.fieldSelector", "metadata.name=" + name));
      }
    };
  }

  /// Lines of logs: `{content, podName}`.
  public Feed logs(String name, Map<String, String> query) {
    return connection.stream(workflowsPath(name, "log"), query);
  }

  /// An output artifact of a node, to be closed.
  public Connection.Download artifact(String workflow, String node, String artifact) {
    return connection.download(List.of("artifacts", namespace, workflow, node, artifact));
  }

  /// The WorkflowTemplates of the namespace.
  public Shelf templates() {
    return new Shelf(this, "workflow-templates", "template");
  }

  /// The ClusterWorkflowTemplates.
  public Shelf clusterTemplates() {
    return new Shelf(this, "cluster-workflow-templates", "template");
  }

  /// The limit of a semaphore of the namespace.
  ///
  /// @param key null where the body has it
  /// @param body null for none
  public JsonNode limit(
      String method, @Nullable String key, Map<String, String> query, @Nullable JsonNode body) {
    return connection.send(method, key == null ? path("sync") : path("sync", key), query, body);
  }

  /// The CronWorkflows of the namespace.
  public Shelf crons() {
    return new Shelf(this, "cron-workflows", "cronWorkflow");
  }

  /// The WorkflowEventBindings of the namespace.
  public Shelf bindings() {
    return new Shelf(this, "workflow-event-bindings", "eventBinding");
  }

  /// The runs that the archive of the server has.
  public ArchiveShelf archive() {
    return new ArchiveShelf(this, namespace);
  }

  /// As [#send], for what stands in no namespace.
  JsonNode sendTo(String method, @Nullable JsonNode body, String... segments) {
    return connection.send(method, beside(segments), Map.of(), body);
  }

  JsonNode ask(String resources, String key, String value) {
    return connection.send("GET", beside(resources), Map.of(key, value), null);
  }

  List<JsonNode> pagesOf(String resources, Map<String, String> query) {
    query.values().removeIf(String::isEmpty);
    return pages(beside(resources), query);
  }

  private static List<String> beside(String... segments) {
    return Stream.concat(Stream.of("api", "v1"), Stream.of(segments)).toList();
  }

  JsonNode send(String method, @Nullable JsonNode body, String resources, String... more) {
    return connection.send(method, path(resources, more), Map.of(), body);
  }

  List<JsonNode> all(String resources, String labels) {
    var query = new LinkedHashMap<String, String>();
    put(query, "listOptions.labelSelector", labels);
    return pages(path(resources), query);
  }

  /// The name itself, or that of the newest Workflow for `@latest`.
  public String resolve(String name) {
    if (!name.equals(LATEST)) {
      return name;
    }
    return list("", "", "items.metadata,metadata").stream()
        .map(workflow -> workflow.path("metadata"))
        .max(
            Comparator.comparing((JsonNode meta) -> meta.path("creationTimestamp").asText())
                .thenComparing(meta -> meta.path("name").asText()))
        .map(meta -> meta.path("name").asText())
        .orElseThrow(
            () ->
                new ServerFailure(
                    ServerFailure.Kind.NOT_FOUND,
                    "no workflow in namespace '" + namespace + "', so none is @latest"));
  }

  private List<JsonNode> pages(List<String> path, Map<String, String> query) {
    var all = new ArrayList<JsonNode>();
    query.put("listOptions.limit", Integer.toString(PAGE));
    for (var page = 0; page < PAGES_MAX; page++) {
      var answer = connection.send("GET", path, query, null);
      answer.path("items").forEach(all::add);
      var next = answer.path("metadata").path("continue").asText("");
      if (next.isEmpty()) {
        return all;
      }
      query.put("listOptions.continue", next);
    }
    throw new ServerFailure(
        ServerFailure.Kind.REFUSED,
        "the list has no end within %d pages (limit PAGES_MAX)".formatted(PAGES_MAX));
  }

  private List<String> workflowsPath(String... more) {
    return path("workflows", more);
  }

  private List<String> path(String resources, String... more) {
    var clusterScoped = resources.startsWith("cluster-");
    return Stream.concat(
            clusterScoped
                ? Stream.of("api", "v1", resources)
                : Stream.of("api", "v1", resources, namespace),
            Stream.of(more))
        .toList();
  }

  private static void put(Map<String, String> query, String key, String value) {
    if (!value.isEmpty()) {
      query.put(key, value);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
