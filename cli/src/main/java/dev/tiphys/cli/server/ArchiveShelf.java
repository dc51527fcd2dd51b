package dev.tiphys.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The runs that a server's archive has.
public record ArchiveShelf(Routes routes, String namespace) {
  private static final String PATH = "archived-workflows";
  private static final Pattern UID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  /// What a text on the command line is: what its form says, or what the user says.
  public enum By {
    FORM,
    UID,
    NAME
  }

  /// The runs of the namespace whose labels meet a selector, without their nodes.
  public List<JsonNode> list(String labels, boolean allNamespaces) {
    var query = new LinkedHashMap<String, String>();
    query.put("listOptions.labelSelector", labels);
    query.put("namespace", allNamespaces ? "" : namespace);
    return routes.pagesOf(PATH, query);
  }

  /// The uid that is meant.
  ///
  /// @throws ServerFailure if a name is that of none, or of several
  public String uid(String text, By by) {
    if (by == By.UID || by == By.FORM && UID.matcher(text).matches()) {
      return text;
    }
    var query = new LinkedHashMap<String, String>();
    query.put("namespace", namespace);
    query.put("listOptions.fieldSelector", "metadata.name=" + text);
    var found = routes.pagesOf(PATH, query);
    if (found.size() == 1) {
      return uid(found.getFirst());
    }
    throw new ServerFailure(
        ServerFailure.Kind.NOT_FOUND,
        found.isEmpty()
            ? "the archive has no workflow '%s'".formatted(text)
            : "the archive has several workflows '%s', name one by its uid: %s"
                .formatted(
                    text, found.stream().map(ArchiveShelf::uid).collect(Collectors.joining(", "))));
  }

  private static String uid(JsonNode workflow) {
    return workflow.path("metadata").path("uid").asText();
  }

  public JsonNode get(String uid) {
    return routes.sendTo("GET", null, PATH, uid);
  }

  public void delete(String uid) {
    routes.sendTo("DELETE", null, PATH, uid);
  }

  /// @param verb `retry` or `resubmit`
  public JsonNode act(String uid, String verb, ObjectNode options) {
    options.put("uid", uid).put("namespace", namespace);
    return routes.sendTo("PUT", options, PATH, uid, verb);
  }

  public List<String> labelKeys() {
    return items(routes.sendTo("GET", null, "archived-workflows-label-keys"));
  }

  public List<String> labelValues(String key) {
    return items(routes.ask("archived-workflows-label-values", "listOptions.labelSelector", key));
  }

  private static List<String> items(JsonNode list) {
    return StreamSupport.stream(list.path("items").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
