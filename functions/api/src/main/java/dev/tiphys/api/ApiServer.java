package dev.tiphys.api;

import static dev.tiphys.api.Route.absent;
import static dev.tiphys.api.Route.delete;
import static dev.tiphys.api.Route.get;
import static dev.tiphys.api.Route.post;
import static dev.tiphys.api.Route.put;
import static dev.tiphys.api.Route.signed;
import static dev.tiphys.api.Route.upload;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Answers HTTP for a host until closed, each request on a virtual thread of its own.
public final class ApiServer implements AutoCloseable {
  static {
    // The server of the JDK reads these once, when the first one is made, and has no other way.
    // Of the whole request, and so of an upload; others are held to [Limits#transfer].
    setDefault("sun.net.httpserver.maxReqTime", "300");
    setDefault("sun.net.httpserver.maxReqHeaders", "100");
    setDefault("sun.net.httpserver.maxReqHeaderSize", "65536");
    setDefault("sun.net.httpserver.nodelay", "true");
    setDefault("jdk.httpserver.maxConnections", "2048");
  }

  private static final int BACKLOG = 1024;

  /// The text format of Prometheus.
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final String NO_ARGO_EVENTS =
      "Argo Events is not here: post events to /api/v1/events/{namespace}/{discriminator} and bind"
          + " them by a WorkflowEventBinding";

  private static final String NO_SIGN_ON =
      "there is no single sign-on here: clients send the server's token (TIPHYS_TOKEN)";

  private final HttpServer server;
  private final TransferLimit transfers;
  private final ExecutorService threads;
  private final ExecutorService work;

  private ApiServer(
      HttpServer server, TransferLimit transfers, ExecutorService threads, ExecutorService work) {
    this.server = server;
    this.transfers = transfers;
    this.threads = threads;
    this.work = work;
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /// The API.
  private static List<Route> routes(
      Workflows port,
      Definitions definitions,
      Ingress ingress,
      @Nullable Delivery delivery,
      ApiSettings settings) {
    var clock = InstantSource.system();
    var limits = settings.limits();
    var events = new IngressRoute(ingress, limits);
    var workflows = new WorkflowRoutes(port, clock);
    var logs = new LogRoute(port, limits, clock);
    var watches = new WatchRoute(port, limits);
    var artifacts = new ArtifactRoutes(port);
    var local = new DefinitionRoutes(definitions, Definitions.Kind.WORKFLOW_TEMPLATE);
    var cluster = new DefinitionRoutes(definitions, Definitions.Kind.CLUSTER_WORKFLOW_TEMPLATE);
    var crons = new DefinitionRoutes(definitions, Definitions.Kind.CRON_WORKFLOW);
    var bindings = new DefinitionRoutes(definitions, Definitions.Kind.WORKFLOW_EVENT_BINDING);
    var archive = new ArchiveRoutes(port.archive(), clock);
    var server = new ServerRoutes(settings);
    var limitsOfLocks = new SyncRoutes(port::syncLimits);

    var rows = new ArrayList<Route>();
    rows.add(post("/", events::receive));
    rows.add(post("/templates/{name}", events::template));

    rows.add(get("/api/v1/workflows/{namespace}", workflows::list));
    rows.add(post("/api/v1/workflows/{namespace}", workflows::create));
    rows.add(post("/api/v1/workflows/{namespace}/lint", workflows::lint));
    rows.add(post("/api/v1/workflows/{namespace}/submit", workflows::submit));
    rows.add(get("/api/v1/workflows/{namespace}/{name}", workflows::get));
    rows.add(delete("/api/v1/workflows/{namespace}/{name}", workflows::delete));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/resubmit", workflows::resubmit));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/retry", workflows::retry));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/suspend", workflows::suspend));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/resume", workflows::resume));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/stop", workflows::stop));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/terminate", workflows::terminate));
    rows.add(put("/api/v1/workflows/{namespace}/{name}/set", workflows::set));
    rows.add(get("/api/v1/workflows/{namespace}/{name}/log", logs::log));
    rows.add(get("/api/v1/workflows/{namespace}/{name}/{podName}/log", logs::log));
    rows.add(get("/api/v1/workflow-events/{namespace}", watches::watch));

    rows.add(get("/api/v1/workflow-templates/{namespace}", local::list));
    rows.add(post("/api/v1/workflow-templates/{namespace}", local::create));
    rows.add(post("/api/v1/workflow-templates/{namespace}/lint", local::lint));
    rows.add(get("/api/v1/workflow-templates/{namespace}/{name}", local::get));
    rows.add(put("/api/v1/workflow-templates/{namespace}/{name}", local::replace));
    rows.add(delete("/api/v1/workflow-templates/{namespace}/{name}", local::delete));

    rows.add(get("/api/v1/cluster-workflow-templates", cluster::list));
    rows.add(post("/api/v1/cluster-workflow-templates", cluster::create));
    rows.add(post("/api/v1/cluster-workflow-templates/lint", cluster::lint));
    rows.add(get("/api/v1/cluster-workflow-templates/{name}", cluster::get));
    rows.add(put("/api/v1/cluster-workflow-templates/{name}", cluster::replace));
    rows.add(delete("/api/v1/cluster-workflow-templates/{name}", cluster::delete));

    // Argo Server only lists them: there, kubectl does the rest.
    rows.add(get("/api/v1/workflow-event-bindings/{namespace}", bindings::list));
    rows.add(post("/api/v1/workflow-event-bindings/{namespace}", bindings::create));
    rows.add(get("/api/v1/workflow-event-bindings/{namespace}/{name}", bindings::get));
    rows.add(put("/api/v1/workflow-event-bindings/{namespace}/{name}", bindings::replace));
    rows.add(delete("/api/v1/workflow-event-bindings/{namespace}/{name}", bindings::delete));

    rows.add(signed("/api/v1/events/{namespace}/{discriminator}", events::post));

    rows.add(get("/metrics", call -> metrics(port)));
    rows.add(get("/api/v1/info", server::info));
    rows.add(get("/api/v1/version", server::version));
    rows.add(get("/api/v1/userinfo", server::userinfo));

    rows.add(get("/api/v1/cron-workflows/{namespace}", crons::list));
    rows.add(post("/api/v1/cron-workflows/{namespace}", crons::create));
    rows.add(post("/api/v1/cron-workflows/{namespace}/lint", crons::lint));
    rows.add(get("/api/v1/cron-workflows/{namespace}/{name}", crons::get));
    rows.add(put("/api/v1/cron-workflows/{namespace}/{name}", crons::replace));
    rows.add(delete("/api/v1/cron-workflows/{namespace}/{name}", crons::delete));
    rows.add(put("/api/v1/cron-workflows/{namespace}/{name}/suspend", crons::suspend));
    rows.add(put("/api/v1/cron-workflows/{namespace}/{name}/resume", crons::resume));

    rows.add(get("/api/v1/archived-workflows", archive::list));
    rows.add(get("/api/v1/archived-workflows/{uid}", archive::get));
    rows.add(delete("/api/v1/archived-workflows/{uid}", archive::delete));
    rows.add(put("/api/v1/archived-workflows/{uid}/resubmit", archive::resubmit));
    rows.add(put("/api/v1/archived-workflows/{uid}/retry", archive::retry));
    rows.add(get("/api/v1/archived-workflows-label-keys", archive::labelKeys));
    rows.add(get("/api/v1/archived-workflows-label-values", archive::labelValues));

    rows.add(get("/api/v1/stream/events/{namespace}", new EventStream(port, limits)::watch));
    rows.add(post("/api/v1/sync/{namespace}", limitsOfLocks::create));
    rows.add(get("/api/v1/sync/{namespace}/{key}", limitsOfLocks::get));
    rows.add(put("/api/v1/sync/{namespace}/{key}", limitsOfLocks::update));
    rows.add(delete("/api/v1/sync/{namespace}/{key}", limitsOfLocks::delete));
    // Argo's pages tell what people click on; nobody is told here.
    rows.add(post("/api/v1/tracking/event", _ -> Reply.empty()));
    rows.addAll(elsewhere());
    rows.add(get("/artifacts/{namespace}/{name}/{node}/{artifact}", artifacts::output));
    rows.add(get("/artifacts-by-uid/{uid}/{node}/{artifact}", artifacts::outputByUid));
    rows.add(get("/input-artifacts/{namespace}/{name}/{node}/{artifact}", artifacts::input));
    rows.add(get("/input-artifacts-by-uid/{uid}/{node}/{artifact}", artifacts::inputByUid));
    rows.add(
        get(
            "/artifact-files/{namespace}/{kind}/{name}/{node}/{side}/{artifact}/{path...}",
            artifacts::look));
    rows.add(upload("/upload-artifacts/{namespace}/{name}/{artifact}", artifacts::upload));
    if (delivery != null) {
      rows.addAll(new DeliveryRows(delivery, definitions, limits, clock).of(Caller.ADMIN));
      rows.add(
          signed(
              "/api/webhook",
              call -> {
                delivery.webhook(call.headers(), call.content());
                return Reply.empty();
              }));
    }
    return List.copyOf(rows);
  }

  /// What Argo Server hands on to programs that are not here.
  private static List<Route> elsewhere() {
    var rows = new ArrayList<Route>();
    for (var kind : List.of("event-sources", "sensors")) {
      var all = "/api/v1/" + kind + "/{namespace}";
      var one = all + "/{name}";
      var stream = "/api/v1/stream/" + kind + "/{namespace}";
      for (var method : List.of("GET", "POST")) {
        rows.add(absent(method, all, NO_ARGO_EVENTS));
      }
      for (var method : List.of("GET", "PUT", "DELETE")) {
        rows.add(absent(method, one, NO_ARGO_EVENTS));
      }
      rows.add(absent("GET", stream, NO_ARGO_EVENTS));
      rows.add(absent("GET", stream + "/logs", NO_ARGO_EVENTS));
    }
    rows.add(absent("GET", "/oauth2/redirect", NO_SIGN_ON));
    rows.add(absent("GET", "/oauth2/callback", NO_SIGN_ON));
    return rows;
  }

  private static Reply metrics(Workflows port) {
    var text = port.metrics().getBytes(StandardCharsets.UTF_8);
    return new Reply.Content(Map.of("Content-Type", METRICS), new ByteArrayInputStream(text));
  }

  /// Listens at once.
  ///
  /// @throws IOException if the address is taken
  public static ApiServer start(
      Workflows workflows, Definitions definitions, Ingress ingress, ApiSettings settings)
      throws IOException {
    return start(workflows, definitions, ingress, null, settings);
  }

  /// The same with applications.
  ///
  /// @param delivery null if the host has none
  public static ApiServer start(
      Workflows workflows,
      Definitions definitions,
      Ingress ingress,
      @Nullable Delivery delivery,
      ApiSettings settings)
      throws IOException {
    var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());
    var work =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-work-", 0).factory());
    var transfers = new TransferLimit();
    var routes = new Routes(routes(workflows, definitions, ingress, delivery, settings));
    var rows =
        delivery == null
            ? null
            : new DeliveryRows(delivery, definitions, settings.limits(), InstantSource.system());
    var server = HttpServer.create(settings.address(), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", new Answering(settings, routes, rows, transfers, work));
    server.start();
    return new ApiServer(server, transfers, threads, work);
  }

  /// Where it listens, with the port that it has got.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Where clients of this machine find it.
  public URI uri() {
    return URI.create("http://localhost:" + address().getPort());
  }

  /// Ends all connections, streams included. What a host is doing for a request goes on.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    work.shutdown();
    transfers.close();
  }
}
