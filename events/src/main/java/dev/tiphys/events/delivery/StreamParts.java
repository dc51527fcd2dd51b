package dev.tiphys.events.delivery;

/// The names of streams, taken apart.
final class StreamParts {
  private static final int SHOWN_MAX = 80;

  private StreamParts() {}

  static String[] of(String stream, String root, String what) {
    var parts = stream.split("/", -1);
    if (parts.length != 4 || !parts[0].equals(root)) {
      var shown = stream.length() > SHOWN_MAX ? stream.substring(0, SHOWN_MAX) + "…" : stream;
      throw new IllegalArgumentException(
          "'%s' is not the stream of %s: expected %s/<namespace>/<name>/<uid>"
              .formatted(shown.replaceAll("\\p{Cntrl}", "?"), what, root));
    }
    return parts;
  }
}
