package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs that a command has started: prints them, and stays with them as long as it is asked to.
final class Begun {
  private Begun() {}

  static int follow(
      Client client,
      List<JsonNode> workflows,
      FollowOptions follow,
      OutputOption.@Nullable Format format,
      LookOptions look)
      throws InterruptedException {
    var stays = follow.wait || follow.watch || follow.log;
    var printing = new Printing(client.out(), format, look.out());
    // A watch shows the same, and more.
    if (format != null || !follow.watch) {
      workflows.forEach(printing::print);
    }
    var code = ExitCode.OK;
    for (var workflow : stays ? workflows : List.<JsonNode>of()) {
      var name = Chosen.name(workflow);
      if (follow.log) {
        Logs.follow(client, name, look);
      }
      code =
          Math.max(code, follow.watch ? client.watch(name, _ -> true, look) : client.await(name));
    }
    return code;
  }
}
