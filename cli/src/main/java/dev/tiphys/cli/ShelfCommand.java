package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.server.Shelf;
import dev.tiphys.cli.terminal.Inert;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What commands about definitions of one kind have in common.
///
/// @param kind as manifests write it
record ShelfCommand(CommandSpec spec, ServerOptions server, String kind) {
  /// What is done with the definitions of a server.
  interface Action {
    void carryOut(Client client, Shelf shelf);
  }

  private Shelf shelf(Client client) {
    return kind.equals("CronWorkflow") ? client.routes().crons() : client.routes().bindings();
  }

  int with(Action action) {
    try (var client = Client.open(server, spec)) {
      action.carryOut(client, shelf(client));
      return ExitCode.OK;
    }
  }

  /// The definitions of this kind in the files.
  ///
  /// @throws BadInput if there is none
  List<? extends JsonNode> read(List<String> files) {
    var found = Manifest.read(files, System.in).ofKind(kind);
    if (found.isEmpty()) {
      throw new BadInput("%s: no %s in there".formatted(String.join(", ", files), kind));
    }
    return found;
  }

  /// Deletes those of these names, or all.
  int delete(List<String> names, boolean all) {
    if (names.isEmpty() != all) {
      throw new BadInput("expected names or --all");
    }
    return with(
        (client, shelf) -> {
          var doomed = all ? shelf.list("").stream().map(Chosen::name).toList() : names;
          for (var name : doomed) {
            shelf.delete(name);
            client.out().println(kind + " '" + Inert.text(name) + "' deleted");
          }
        });
  }

  /// Does the same to each and prints what becomes of it.
  int each(
      List<? extends JsonNode> definitions,
      @Nullable Format format,
      Function<Shelf, Function<JsonNode, JsonNode>> change) {
    return with(
        (client, shelf) -> {
          var printing = new DefinitionPrinting(client.out(), format);
          definitions.forEach(given -> printing.print(change.apply(shelf).apply(given)));
        });
  }

  /// How definitions are printed.
  enum Format {
    NAME,
    JSON,
    YAML,
    WIDE
  }
}
