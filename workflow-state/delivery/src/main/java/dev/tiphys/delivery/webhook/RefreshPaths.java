package dev.tiphys.delivery.webhook;

import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.glob.PathPattern;
import java.util.ArrayList;
import java.util.List;

/// Which files of a repository an application cares for (C097).
public record RefreshPaths(List<String> paths) {
  /// The annotation that names them.
  public static final String ANNOTATION = "argocd.argoproj.io/manifest-generate-paths";

  public RefreshPaths {
    paths = List.copyOf(paths);
  }

  /// Those of one source, from the root of its repository; none when every file counts.
  public static RefreshPaths of(Application application, ApplicationSource source) {
    var hydrator = application.spec().sourceHydrator();
    if (hydrator != null && source.equals(hydrator.synced())) {
      return new RefreshPaths(List.of(source.path()));
    }
    var paths = new ArrayList<String>();
    var annotation = application.metadata().annotations().getOrDefault(ANNOTATION, "");
    for (var item : annotation.split(";")) {
      var path = item.strip();
      if (!path.isEmpty()) {
        paths.add(cleaned(path.startsWith("/") ? path : source.path() + "/" + path));
      }
    }
    return new RefreshPaths(paths);
  }

  /// Whether one of the files is among them. So it is when nothing is known of either.
  public boolean coverAny(List<String> files) {
    return paths.isEmpty()
        || files.isEmpty()
        || files.stream().map(RefreshPaths::cleaned).anyMatch(this::covers);
  }

  private boolean covers(String file) {
    return paths.stream()
        .anyMatch(
            path ->
                path.isEmpty()
                    || file.equals(path)
                    || file.startsWith(path + "/")
                    || PathPattern.matches(path, file));
  }

  /// Without empty segments, `.` and `..`; above the root there is nothing.
  static String cleaned(String path) {
    var segments = new ArrayList<String>();
    for (var segment : path.split("/")) {
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.removeLast();
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return String.join("/", segments);
  }
}
