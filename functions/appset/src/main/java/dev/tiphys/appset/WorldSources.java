package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources.Listing;
import dev.tiphys.sources.http.HttpConnections;
import dev.tiphys.sources.tree.Tree.Entry;
import dev.tiphys.sources.tree.Tree.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The world as generators read it, once for one generation: repositories are asked at most once.
public final class WorldSources implements dev.tiphys.delivery.generators.Sources {
  private static final int ENTRIES_MAX = 200_000;
  private static final int FILE_BYTES_MAX = 5_000_000;

  private final dev.tiphys.sources.Sources git;
  private final Listing listing;
  private final ControlObjects objects;
  private final HttpConnections http;
  private final Map<String, SetRead> reads = new TreeMap<>();

  public WorldSources(
      dev.tiphys.sources.Sources git, ControlObjects objects, HttpConnections http) {
    this.git = git;
    this.listing = git.listing();
    this.objects = objects;
    this.http = http;
  }

  @Override
  public List<Cluster> clusters() {
    return objects.clusters();
  }

  @Override
  public Tree tree(String repoUrl, String revision, String project) {
    var source =
        ApplicationSource.from(
            JsonNodeFactory.instance
                .objectNode()
                .put("repoURL", repoUrl)
                .put("path", ".")
                .put("targetRevision", revision));
    var commit = guarded(() -> listing.resolve(source, project));
    reads.put(
        String.join("\n", repoUrl, revision, project),
        new SetRead(repoUrl, revision, project, commit));
    var tree = guarded(() -> git.tree(source, commit, project));
    var entries = guarded(() -> entries(tree));
    return new Tree() {
      @Override
      public List<String> directories() {
        return paths(entries, false);
      }

      @Override
      public List<String> files() {
        return paths(entries, true);
      }

      @Override
      public byte[] read(String file) {
        return guarded(
            () ->
                tree.read(
                    tree.find(file)
                        .filter(entry -> entry.kind().isFile())
                        .orElseThrow(() -> new SourceFailure("there is no file %s", file)),
                    FILE_BYTES_MAX));
      }
    };
  }

  /// The repositories that were read so far, with the commits that their revisions meant.
  public List<SetRead> reads() {
    return List.copyOf(reads.values());
  }

  private static List<String> paths(List<Entry> entries, boolean files) {
    return entries.stream()
        .filter(entry -> files ? entry.kind().isFile() : entry.kind() == Kind.DIRECTORY)
        .map(Entry::path)
        .sorted()
        .toList();
  }

  private static List<Entry> entries(dev.tiphys.sources.tree.Tree tree) {
    var all = new ArrayList<Entry>();
    var open = new ArrayDeque<Entry>();
    open.add(tree.root());
    while (!open.isEmpty()) {
      for (var entry : tree.children(open.remove())) {
        if (all.size() >= ENTRIES_MAX) {
          throw new SourceFailure("expected at most %d files (limit ENTRIES_MAX)", ENTRIES_MAX);
        }
        all.add(entry);
        if (entry.kind() == Kind.DIRECTORY) {
          open.add(entry);
        }
      }
    }
    return all;
  }

  private static <T> T guarded(Supplier<T> read) {
    try {
      return read.get();
    } catch (SourceFailure | ArtifactFailure e) {
      throw new GenerationException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<PullRequest> pullRequests(JsonNode generator) {
    return new PullRequests(new Access(http, objects)).list(generator);
  }

  @Override
  public List<Repository> repositories(JsonNode generator) {
    return new Providers(new Access(http, objects)).list(generator);
  }

  @Override
  public Optional<Map<String, String>> configMap(String name) {
    return objects.configMap(name);
  }

  @Override
  public Optional<Map<String, String>> secret(String name) {
    return objects.secret(name);
  }

  @Override
  public String plugin(String baseUrl, String token, Duration timeout, String body) {
    return new Api(http, baseUrl, Map.of("Authorization", "Bearer " + token), false, "")
        .post("/api/v1/getparams.execute", body, timeout);
  }

  @Override
  public List<JsonNode> resources(String apiVersion, String resource) {
    return objects.resources(apiVersion, resource);
  }
}
