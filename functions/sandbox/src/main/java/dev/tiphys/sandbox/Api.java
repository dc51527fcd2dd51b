package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// The paths of a Kubernetes API server, and what they do with the objects.
final class Api {
  private static final int LIMIT_MAX = 100_000;

  private final Objects objects;
  private final Discovery discovery;

  Api(Objects objects) {
    this.objects = objects;
    this.discovery = new Discovery(objects.kinds());
  }

  /// Which objects a path is about.
  ///
  /// @param namespace empty for all of them, or a kind that has none
  /// @param name empty for all of them
  /// @param part such as `status`, or empty
  record Target(Kind kind, String namespace, String name, String part) {}

  /// What is answered.
  record Answer(int code, ObjectNode body) {}

  /// A document about the sandbox itself, if `request` asks for one.
  ///
  /// @throws Refused if there is nothing at all at its path
  Answer discovered(Request request) {
    return discovery
        .at(request.path())
        .map(document -> new Answer(200, document))
        .orElseThrow(Refused::noSuchPath);
  }

  /// Whether a path is that of objects.
  static boolean ofObjects(List<String> path) {
    return path.size() > 2
        && (path.getFirst().equals("api") || (path.getFirst().equals("apis") && path.size() > 3));
  }

  /// @throws Refused if there is no such kind
  Target target(List<String> path) {
    var core = path.getFirst().equals("api");
    var group = core ? "" : path.get(1);
    var version = path.get(core ? 1 : 2);
    var rest = path.subList(core ? 2 : 3, path.size());
    var namespace = "";
    if (rest.size() > 2
        && rest.getFirst().equals("namespaces")
        && isKind(group, version, rest.get(2))) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    var kind =
        objects.kinds().find(group, version, rest.getFirst()).orElseThrow(Refused::noSuchPath);
    if (rest.size() > 3 || (kind.namespaced() && rest.size() > 1 && namespace.isEmpty())) {
      throw Refused.noSuchPath();
    }
    return new Target(
        kind, namespace, rest.size() > 1 ? rest.get(1) : "", rest.size() > 2 ? rest.get(2) : "");
  }

  private boolean isKind(String group, String version, String plural) {
    return objects.kinds().find(group, version, plural).filter(Kind::namespaced).isPresent();
  }

  Answer answer(Request request, Target target) {
    var writing = request.writing();
    if (target.part().equals("status") && target.kind().status()) {
      writing = writing.ofStatus();
    } else if (!target.part().isEmpty()) {
      throw new Refused(
          404,
          "NotFound",
          "the sandbox has objects only: nothing is behind %s/%s"
              .formatted(target.kind().plural(), target.part()));
    }
    return target.name().isEmpty()
        ? ofAll(request, target, writing)
        : ofOne(request, target, writing);
  }

  private Answer ofOne(Request request, Target target, Writing writing) {
    var kind = target.kind();
    var namespace = target.namespace();
    var name = target.name();
    return switch (request.method()) {
      case "GET" -> new Answer(200, objects.get(kind, namespace, name));
      case "PUT" ->
          new Answer(200, objects.update(kind, namespace, name, request.object(), writing));
      case "PATCH" -> {
        var patch = request.patch();
        var creates = patch instanceof Patch.Apply && objects.find(kind, namespace, name).isEmpty();
        yield new Answer(creates ? 201 : 200, objects.patch(kind, namespace, name, patch, writing));
      }
      case "DELETE" -> new Answer(200, delete(request, target, name, writing));
      default -> throw notAllowed();
    };
  }

  private ObjectNode delete(Request request, Target target, String name, Writing writing) {
    var options = request.options();
    var policy = options.path("propagationPolicy").asText(request.query("propagationPolicy"));
    var dry = writing.dryRun() || options.path("dryRun").path(0).asText().equals("All");
    var live = objects.get(target.kind(), target.namespace(), name);
    var uid = options.path("preconditions").path("uid").asText("");
    if (!uid.isEmpty() && !uid.equals(live.at("/metadata/uid").asText())) {
      throw Refused.conflict(target.kind(), name, "the UID in the precondition is another one");
    }
    return objects.delete(
        target.kind(),
        target.namespace(),
        name,
        policy.equals("Orphan"),
        new Writing(writing.manager(), dry, false, false));
  }

  private Answer ofAll(Request request, Target target, Writing writing) {
    return switch (request.method()) {
      case "GET" -> new Answer(200, list(request, target));
      case "POST" -> {
        var wanted = request.object();
        wanted.withObject("/metadata").remove("uid");
        if (target.kind().namespaced() && target.namespace().isEmpty()) {
          throw Refused.bad("an object of this kind is created in a namespace");
        }
        yield new Answer(201, objects.create(target.kind(), target.namespace(), wanted, writing));
      }
      case "DELETE" -> {
        var found = objects.list(target.kind(), target.namespace(), request.selection());
        var deleted = document(target.kind(), found.version());
        for (var item : found.items()) {
          var at = item.at("/metadata/namespace").asText("");
          var name = item.at("/metadata/name").asText();
          var one = new Target(target.kind(), at, name, "");
          deleted.withArray("items").add(delete(request, one, name, writing));
        }
        yield new Answer(200, deleted);
      }
      default -> throw notAllowed();
    };
  }

  private static ObjectNode document(Kind kind, long version) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
    document.putObject("metadata").put("resourceVersion", Long.toString(version));
    document.putArray("items");
    return document;
  }

  private ObjectNode list(Request request, Target target) {
    var found = objects.list(target.kind(), target.namespace(), request.selection());
    var from = offset(request.query("continue"));
    var limit = number(request.query("limit"));
    var until = limit == 0 ? found.items().size() : Math.min(found.items().size(), from + limit);
    var document = document(target.kind(), found.version());
    found.items().subList(Math.min(from, until), until).forEach(document.withArray("items")::add);
    if (until < found.items().size()) {
      document
          .withObject("/metadata")
          .put("continue", token(until))
          .put("remainingItemCount", found.items().size() - until);
    }
    return document;
  }

  /// Where the next page begins. Objects that come or go meanwhile may be missed or seen twice, as
  /// after a continue token that has expired.
  private static String token(int offset) {
    return Base64.getUrlEncoder()
        .encodeToString(Integer.toString(offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String token) {
    try {
      return number(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Refused.bad("continue key is not valid");
    }
  }

  private static int number(String text) {
    try {
      return text.isEmpty() ? 0 : Math.clamp(Long.parseLong(text), 0, LIMIT_MAX);
    } catch (NumberFormatException e) {
      throw Refused.bad("'%s' should be a number".formatted(text));
    }
  }

  private static Refused notAllowed() {
    return new Refused(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
}
