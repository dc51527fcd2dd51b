package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.Fields.part;
import static dev.tiphys.cli.delivery.Fields.put;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the command line says about one source of an application.
final class SourceOptions {
  @Mixin private HelmOptions helm = new HelmOptions();
  @Mixin private KustomizeOptions kustomize = new KustomizeOptions();
  @Mixin private DirectoryOptions directory = new DirectoryOptions();
  @Mixin private PluginOptions plugin = new PluginOptions();

  @Option(names = "--repo", paramLabel = "URL", description = "The repository.")
  private @Nullable String repository;

  @Option(names = "--path", paramLabel = "PATH", description = "The folder in the repository.")
  private @Nullable String path;

  @Option(
      names = "--revision",
      paramLabel = "REV",
      description = "A branch, a tag, a commit, or a range of versions.")
  private @Nullable String revision;

  @Option(names = "--helm-chart", paramLabel = "NAME", description = "The chart of a repository.")
  private @Nullable String chart;

  @Option(names = "--ref", paramLabel = "NAME", description = "What other sources call this one.")
  private @Nullable String ref;

  @Option(names = "--source-name", paramLabel = "NAME", description = "What people call it.")
  private @Nullable String name;

  @Option(
      names = "--tag-prefix",
      paramLabel = "TEXT",
      description = "Only tags that begin so are versions.")
  private @Nullable String tagPrefix;

  /// Whether any of it was said.
  boolean isGiven() {
    var probe = JsonNodeFactory.instance.objectNode();
    apply(probe);
    return !probe.isEmpty();
  }

  void apply(ObjectNode source) {
    put(source, "repoURL", repository);
    put(source, "path", path);
    put(source, "targetRevision", revision);
    put(source, "chart", chart);
    put(source, "ref", ref);
    put(source, "name", name);
    put(source, "tagPrefix", tagPrefix);
    part(source, "helm", helm::apply);
    part(source, "kustomize", kustomize::apply);
    part(source, "directory", directory::apply);
    part(source, "plugin", plugin::apply);
  }
}
