package dev.tiphys.benchmarks.tiphys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/// A Git repository in memory, served over HTTP on this machine, under whatever path it is asked
/// for.
public final class Monorepo implements AutoCloseable {
  private static final PersonIdent AUTHOR = new PersonIdent("Iason", "iason@argo.example");
  private static final String BRANCH = "refs/heads/main";

  private final HttpServer server;
  private final InMemoryRepository repository;
  private final Map<String, ObjectId> files = new TreeMap<>();
  private @Nullable ObjectId head;

  public Monorepo() throws IOException {
    repository = new InMemoryRepository(new DfsRepositoryDescription("served"));
    repository.getConfig().setInt("protocol", null, "version", 2);
    repository.getConfig().setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("git-", 0).factory()));
    server.createContext("/", this::answer);
    server.start();
  }

  /// Where it is served; anything may follow.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Writes some files and commits them.
  ///
  /// @return the commit
  public synchronized String commit(Map<String, String> changed) throws IOException {
    try (var inserter = repository.newObjectInserter()) {
      for (var file : changed.entrySet()) {
        var content = file.getValue().getBytes(StandardCharsets.UTF_8);
        files.put(file.getKey(), inserter.insert(Constants.OBJ_BLOB, content));
      }
      var index = DirCache.newInCore();
      var builder = index.builder();
      files.forEach(
          (path, blob) -> {
            var entry = new DirCacheEntry(path);
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(blob);
            builder.add(entry);
          });
      builder.finish();
      var commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      if (head != null) {
        commit.setParentId(head);
      }
      commit.setAuthor(AUTHOR);
      commit.setCommitter(AUTHOR);
      commit.setMessage("A change of %d files".formatted(changed.size()));
      head = inserter.insert(commit);
      inserter.flush();
    }
    var update = repository.updateRef(BRANCH);
    update.setNewObjectId(head);
    update.update();
    repository.updateRef("HEAD").link(BRANCH);
    return head.name();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var pack = new UploadPack(repository);
      pack.setBiDirectionalPipe(false);
      pack.setExtraParameters(List.of("version=2"));
      var advertises = exchange.getRequestMethod().equals("GET");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              "application/x-git-upload-pack-" + (advertises ? "advertisement" : "result"));
      exchange.sendResponseHeaders(200, 0);
      var out = exchange.getResponseBody();
      if (advertises) {
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
      } else {
        var body = exchange.getRequestBody();
        var packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        pack.upload(packed ? new GZIPInputStream(body) : body, out, null);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    repository.close();
  }
}
