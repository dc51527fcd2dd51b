package dev.tiphys.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/// A Git repository with one commit, served over HTTP on this machine to whoever asks.
final class GitRepository implements AutoCloseable {
  private final Git git;
  private final HttpServer server;
  private final String commit;

  /// @param file what lies in `app/object.yaml`
  GitRepository(Path folder, String file) throws IOException, GitAPIException {
    git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
    var path = folder.resolve("app/object.yaml");
    Files.createDirectories(path.getParent());
    Files.writeString(path, file);
    git.add().addFilepattern(".").call();
    commit =
        git.commit()
            .setMessage("training")
            .setAuthor("tiphys", "tiphys@localhost")
            .setCommitter("tiphys", "tiphys@localhost")
            .setSign(false)
            .call()
            .name();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:%d/training.git".formatted(server.getAddress().getPort());
  }

  String commit() {
    return commit;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uploads = uploads(git.getRepository(), exchange);
      if (exchange.getRequestURI().getPath().endsWith("/info/refs")) {
        begin(exchange, "application/x-git-upload-pack-advertisement");
        var lines = new PacketLineOut(exchange.getResponseBody());
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        uploads.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), "git-upload-pack");
      } else {
        var asked =
            "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new java.util.zip.GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody();
        begin(exchange, "application/x-git-upload-pack-result");
        uploads.upload(asked, exchange.getResponseBody(), null);
      }
    }
  }

  private static void begin(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, 0);
  }

  private static UploadPack uploads(Repository repository, HttpExchange exchange) {
    var uploads = new UploadPack(repository);
    uploads.setBiDirectionalPipe(false);
    var protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    if (protocol != null) {
      uploads.setExtraParameters(List.of(protocol.split(":")));
    }
    return uploads;
  }

  @Override
  public void close() {
    server.stop(0);
    git.close();
  }
}
