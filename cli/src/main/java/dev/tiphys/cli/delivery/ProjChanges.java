package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.cli.BadInput;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that change one list of a project.
final class ProjChanges {
  private ProjChanges() {}

  private static void add(ArrayNode list, JsonNode item) {
    if (contains(list, item)) {
      throw new BadInput("expected something new, found what the project has: " + item);
    }
    list.add(item);
  }

  private static void remove(ArrayNode list, JsonNode item) {
    for (var elements = list.elements(); elements.hasNext(); ) {
      if (elements.next().equals(item)) {
        elements.remove();
        return;
      }
    }
    throw new BadInput("expected what the project has, found %s".formatted(item));
  }

  private static boolean contains(ArrayNode list, JsonNode item) {
    for (var element : list) {
      if (element.equals(item)) {
        return true;
      }
    }
    return false;
  }

  /// A change of a list of texts.
  abstract static class OfText extends ProjCommand.Change {
    private final String field;
    private final boolean adds;

    OfText(String field, boolean adds) {
      this.field = field;
      this.adds = adds;
    }

    abstract String text();

    @Override
    void change(ObjectNode spec) {
      var list = spec.withArrayProperty(field);
      if (adds) {
        add(list, TextNode.valueOf(text()));
      } else {
        remove(list, TextNode.valueOf(text()));
      }
    }
  }

  /// A change of the repositories.
  abstract static class OfSource extends OfText {
    @Parameters(index = "1", paramLabel = "URL", description = "A repository, with *.")
    private String url;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    OfSource(boolean adds) {
      super("sourceRepos", adds);
    }

    @Override
    String text() {
      return url;
    }
  }

  /// `tiphys proj add-source`.
  @Command(name = "add-source", description = "Permits a repository.")
  static final class AddSource extends OfSource {
    AddSource() {
      super(true);
    }
  }

  /// `tiphys proj remove-source`.
  @Command(name = "remove-source", description = "Permits a repository no longer.")
  static final class RemoveSource extends OfSource {
    RemoveSource() {
      super(false);
    }
  }

  /// A change of the namespaces in which applications may be.
  abstract static class OfNamespace extends OfText {
    @Parameters(index = "1", paramLabel = "NS", description = "A namespace, with *.")
    private String namespace;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    OfNamespace(boolean adds) {
      super("sourceNamespaces", adds);
    }

    @Override
    String text() {
      return namespace;
    }
  }

  /// `tiphys proj add-source-namespace`.
  @Command(name = "add-source-namespace", description = "Permits applications of a namespace.")
  static final class AddSourceNamespace extends OfNamespace {
    AddSourceNamespace() {
      super(true);
    }
  }

  /// `tiphys proj remove-source-namespace`.
  @Command(
      name = "remove-source-namespace",
      description = "Permits applications of a namespace no longer.")
  static final class RemoveSourceNamespace extends OfNamespace {
    RemoveSourceNamespace() {
      super(false);
    }
  }

  /// A change of the destinations.
  abstract static class OfDestination extends ProjCommand.Change {
    @Parameters(
        index = "1",
        paramLabel = "SERVER",
        description = "A cluster, by URL or with --name by name, with *.")
    private String cluster;

    @Parameters(index = "2", paramLabel = "NS", description = "A namespace, with *.")
    private String namespace;

    @Option(names = "--name", description = "The cluster is meant by its name.")
    private boolean byName;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfDestination() {}

    ObjectNode destination(ObjectNode spec) {
      return spec.objectNode().put(byName ? "name" : "server", cluster).put("namespace", namespace);
    }
  }

  /// `tiphys proj add-destination`.
  @Command(name = "add-destination", description = "Permits a namespace of a cluster.")
  static final class AddDestination extends OfDestination {
    @Override
    void change(ObjectNode spec) {
      add(spec.withArrayProperty("destinations"), destination(spec));
    }
  }

  /// `tiphys proj remove-destination`.
  @Command(name = "remove-destination", description = "Permits a namespace of a cluster no longer.")
  static final class RemoveDestination extends OfDestination {
    @Override
    void change(ObjectNode spec) {
      remove(spec.withArrayProperty("destinations"), destination(spec));
    }
  }

  /// A change of the kinds: put on one list, or taken off the other.
  abstract static class OfKind extends ProjCommand.Change {
    @Parameters(index = "1", paramLabel = "GROUP", description = "The group; '' for the core.")
    private String group;

    @Parameters(index = "2", paramLabel = "KIND", description = "The kind, with *.")
    private String kind;

    @Parameters(
        index = "3",
        paramLabel = "NAME",
        arity = "0..1",
        description = "Only those of this name, with *.")
    private @Nullable String name;

    @Option(
        names = {"-l", "--list"},
        paramLabel = "LIST",
        description = "Which list is changed: allow or deny.")
    private @Nullable String list;

    private final boolean allows;
    private final String scope;
    private final String usual;

    /// @param usual which list is changed if nothing is said
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    OfKind(boolean allows, String scope, String usual) {
      this.allows = allows;
      this.scope = scope;
      this.usual = usual;
    }

    @Override
    void change(ObjectNode spec) {
      var which = list == null ? usual : list.toLowerCase(Locale.ROOT);
      var item = spec.objectNode().put("group", group).put("kind", kind);
      Fields.put(item, "name", name);
      switch (which) {
        case "allow" -> change(spec.withArrayProperty(scope + "ResourceWhitelist"), item, allows);
        case "deny" -> change(spec.withArrayProperty(scope + "ResourceBlacklist"), item, !allows);
        default ->
            throw new BadInput("--list: expected allow or deny, found '%s'".formatted(which));
      }
    }

    private static void change(ArrayNode kinds, ObjectNode item, boolean adds) {
      if (adds) {
        add(kinds, item);
      } else {
        remove(kinds, item);
      }
    }
  }

  /// `tiphys proj allow-cluster-resource`.
  @Command(name = "allow-cluster-resource", description = "Permits a kind without namespaces.")
  static final class AllowClusterResource extends OfKind {
    AllowClusterResource() {
      super(true, "cluster", "allow");
    }
  }

  /// `tiphys proj deny-cluster-resource`.
  @Command(name = "deny-cluster-resource", description = "Forbids a kind without namespaces.")
  static final class DenyClusterResource extends OfKind {
    DenyClusterResource() {
      super(false, "cluster", "allow");
    }
  }

  /// `tiphys proj allow-namespace-resource`.
  @Command(name = "allow-namespace-resource", description = "Permits a kind of namespaces.")
  static final class AllowNamespaceResource extends OfKind {
    AllowNamespaceResource() {
      super(true, "namespace", "deny");
    }
  }

  /// `tiphys proj deny-namespace-resource`.
  @Command(name = "deny-namespace-resource", description = "Forbids a kind of namespaces.")
  static final class DenyNamespaceResource extends OfKind {
    DenyNamespaceResource() {
      super(false, "namespace", "deny");
    }
  }
}
