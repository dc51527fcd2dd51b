package dev.tiphys.cli.delivery;

import static dev.tiphys.cli.delivery.Fields.put;
import static dev.tiphys.cli.delivery.Fields.removeIf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.BadInput;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the command line says about an application; what it does not say stays as it is.
final class SpecOptions {
  @Mixin private SourceOptions source = new SourceOptions();

  @Option(names = "--project", paramLabel = "NAME", description = "Its project.")
  private @Nullable String project;

  @Option(names = "--dest-server", paramLabel = "URL", description = "The cluster, by its URL.")
  private @Nullable String server;

  @Option(names = "--dest-name", paramLabel = "NAME", description = "The cluster, by its name.")
  private @Nullable String cluster;

  @Option(
      names = "--dest-namespace",
      paramLabel = "NS",
      description = "The namespace of objects that name none.")
  private @Nullable String namespace;

  @Option(
      names = "--sync-policy",
      paramLabel = "POLICY",
      description = "none (or manual), or automated (or auto).")
  private @Nullable String policy;

  @Option(
      names = "--auto-prune",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Automatic syncs delete what is gone from the source.")
  private @Nullable Boolean prune;

  @Option(
      names = "--self-heal",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Automatic syncs undo changes in the cluster.")
  private @Nullable Boolean selfHeal;

  @Option(
      names = "--allow-empty",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Automatic syncs may delete everything.")
  private @Nullable Boolean allowEmpty;

  @Option(
      names = "--sync-option",
      paramLabel = "NAME=VALUE",
      description = "Adds a sync option; with ! in front, removes it. Repeatable.")
  private List<String> options = List.of();

  @Option(
      names = "--sync-retry-limit",
      paramLabel = "N",
      description = "Tries of a failed sync besides the first; below 0 without limit.")
  private @Nullable Integer retries;

  @Option(
      names = "--sync-retry-backoff-duration",
      paramLabel = "D",
      description = "The first wait.")
  private @Nullable String wait;

  @Option(
      names = "--sync-retry-backoff-max-duration",
      paramLabel = "D",
      description = "The longest wait.")
  private @Nullable String longest;

  @Option(
      names = "--sync-retry-backoff-factor",
      paramLabel = "N",
      description = "How much longer each wait is.")
  private @Nullable Integer factor;

  @Option(
      names = "--sync-retry-refresh",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Each try takes the newest commit.")
  private @Nullable Boolean newest;

  @Option(
      names = "--revision-history-limit",
      paramLabel = "N",
      description = "How many deployments the history keeps.")
  private @Nullable Integer history;

  /// Changes an Application.
  ///
  /// @param position which of several sources is meant, from 1; 0 for the only one
  /// @throws BadInput if options contradict each other, or the Application
  void apply(ObjectNode application, int position) {
    var spec = application.withObjectProperty("spec");
    put(spec, "project", project);
    var destination = spec.withObjectProperty("destination");
    put(destination, "server", server);
    put(destination, "name", cluster);
    put(destination, "namespace", namespace);
    if (cluster != null && server == null) {
      destination.remove("server");
    } else if (server != null && cluster == null) {
      destination.remove("name");
    }
    put(spec, "revisionHistoryLimit", history);
    policy(spec);
    if (source.isGiven()) {
      source.apply(source(spec, position));
    }
  }

  /// The source that options are about.
  static ObjectNode source(ObjectNode spec, int position) {
    if (spec.path("sources") instanceof ArrayNode sources && !sources.isEmpty()) {
      if (position < 1 || position > sources.size()) {
        throw new BadInput(
            "--source-position: expected 1 to %d, since the application has several sources, found %s"
                .formatted(sources.size(), position == 0 ? "none" : position));
      }
      return (ObjectNode) sources.get(position - 1);
    }
    if (position > 1) {
      throw new BadInput(
          "--source-position: expected at most 1, since the application has one source, found "
              + position);
    }
    return spec.withObjectProperty("source");
  }

  private void policy(ObjectNode spec) {
    if (policy != null) {
      switch (policy) {
        case "none", "manual" -> spec.withObjectProperty("syncPolicy").remove("automated");
        case "auto", "automated", "automatic" -> {
          var automated = spec.withObjectProperty("syncPolicy").withObjectProperty("automated");
          automated.remove("enabled");
        }
        default ->
            throw new BadInput(
                "--sync-policy: expected none or automated, found '%s'".formatted(policy));
      }
    }
    automatic(spec, "prune", "--auto-prune", prune);
    automatic(spec, "selfHeal", "--self-heal", selfHeal);
    automatic(spec, "allowEmpty", "--allow-empty", allowEmpty);
    for (var option : options) {
      option(spec.withObjectProperty("syncPolicy"), option);
    }
    if (retries != null || wait != null || longest != null || factor != null || newest != null) {
      retry(spec.withObjectProperty("syncPolicy").withObjectProperty("retry"));
    }
    // A policy that says nothing is none.
    if (spec.path("syncPolicy").isObject() && spec.path("syncPolicy").isEmpty()) {
      spec.remove("syncPolicy");
    }
  }

  private static void automatic(
      ObjectNode spec, String field, String option, @Nullable Boolean value) {
    if (value == null) {
      return;
    }
    if (!(spec.at("/syncPolicy/automated") instanceof ObjectNode automated)) {
      throw new BadInput(
          option
              + ": expected an application that is synced automatically (--sync-policy automated)");
    }
    automated.put(field, value);
  }

  private static void option(ObjectNode policy, String option) {
    var remove = option.startsWith("!");
    var text = remove ? option.substring(1) : option;
    var name = text.substring(0, text.indexOf('=') < 0 ? text.length() : text.indexOf('='));
    if (!remove && !text.contains("=") || name.isEmpty()) {
      throw new BadInput("--sync-option: expected NAME=VALUE, found '%s'".formatted(option));
    }
    var kept = policy.withArrayProperty("syncOptions");
    removeIf(
        kept,
        (item, wanted) -> item.asText().startsWith(wanted + "=") || item.asText().equals(wanted),
        name);
    if (!remove) {
      kept.add(text);
    } else if (kept.isEmpty()) {
      policy.remove("syncOptions");
    }
  }

  private void retry(ObjectNode retry) {
    put(retry, "limit", retries);
    put(retry, "refresh", newest);
    if (wait != null || longest != null || factor != null) {
      var backoff = retry.withObjectProperty("backoff");
      put(backoff, "duration", wait);
      put(backoff, "maxDuration", longest);
      put(backoff, "factor", factor);
    }
  }
}
