package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// What clients ask about the server itself.
record ServerRoutes(ApiSettings settings) {
  Reply info(Call call) {
    var info = JsonNodeFactory.instance.objectNode().put("managedNamespace", "");
    info.putArray("links");
    info.putObject("modals")
        .put("feedback", false)
        .put("firstTimeUser", false)
        .put("newVersion", false);
    info.put("navColor", "");
    info.putArray("columns");
    return Reply.of(info);
  }

  /// All fields are there: clients take them for strings without asking.
  Reply version(Call call) {
    return Reply.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("version", settings.version())
            .put("buildDate", "")
            .put("gitCommit", "")
            .put("gitTag", "")
            .put("gitTreeState", "")
            .put("goVersion", "")
            .put("compiler", "javac")
            .put("platform", "java/" + Runtime.version().feature()));
  }

  /// There are no users here: whoever may ask may do everything.
  Reply userinfo(Call call) {
    var info = JsonNodeFactory.instance.objectNode();
    if (settings.token() != null) {
      info.put("issuer", "tiphys").put("subject", "token");
    }
    return Reply.of(info);
  }
}
