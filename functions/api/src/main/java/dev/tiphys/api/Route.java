package dev.tiphys.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row of the API: a method and a path such as `/api/v1/workflows/{namespace}` lead to an
/// action.
///
/// @param signed whether a sender without the server's token may show in another way who it is
/// @param upload takes the body as it comes; null if the action has it as a whole
record Route(
    String method, List<String> path, Action action, boolean signed, @Nullable Taker upload) {
  Route(String method, List<String> path, Action action) {
    this(method, path, action, false, null);
  }

  /// Answers a call whose body it reads itself, or throws [Refusal].
  @FunctionalInterface
  interface Taker {
    Reply reply(Call call, InputStream body) throws IOException;
  }

  /// A POST of something large.
  static Route upload(String path, Taker taker) {
    return new Route("POST", segments(path), _ -> Reply.empty(), false, taker);
  }

  /// Answers a call or throws [Refusal].
  @FunctionalInterface
  interface Action {
    Reply reply(Call call);
  }

  static Route get(String path, Action action) {
    return new Route("GET", segments(path), action);
  }

  static Route post(String path, Action action) {
    return new Route("POST", segments(path), action);
  }

  /// A POST whose action looks itself whether the sender may.
  static Route signed(String path, Action action) {
    return new Route("POST", segments(path), action, true, null);
  }

  static Route put(String path, Action action) {
    return new Route("PUT", segments(path), action);
  }

  static Route patch(String path, Action action) {
    return new Route("PATCH", segments(path), action);
  }

  static Route delete(String path, Action action) {
    return new Route("DELETE", segments(path), action);
  }

  /// A route of Argo Server that this one does not have: clients can tell it from a typo.
  ///
  /// @param instead why, and what to do
  static Route absent(String method, String path, String instead) {
    return new Route(
        method,
        segments(path),
        _ -> {
          throw new Refusal(Refusal.Code.UNIMPLEMENTED, instead);
        });
  }

  /// What stands between the slashes. An empty namespace leaves an empty segment.
  static List<String> segments(String path) {
    return List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
  }

  /// The values of the variables if the path fits, else null. A variable takes any one segment;
  /// one that ends in an ellipsis, at the end, all that are left, or none.
  @Nullable Map<String, String> match(List<String> segments) {
    var rest = path.getLast().endsWith("...}");
    if (rest ? segments.size() < path.size() - 1 : segments.size() != path.size()) {
      return null;
    }
    var variables = new HashMap<String, String>();
    for (var i = 0; i < path.size(); i++) {
      var expected = path.get(i);
      if (expected.endsWith("...}")) {
        variables.put(
            expected.substring(1, expected.length() - "...}".length()),
            String.join("/", segments.subList(i, segments.size())));
      } else if (expected.startsWith("{")) {
        variables.put(expected.substring(1, expected.length() - 1), segments.get(i));
      } else if (!expected.equals(segments.get(i))) {
        return null;
      }
    }
    return variables;
  }
}
