package dev.tiphys.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/// Which object of a cluster is meant, whatever version of its kind it is read in. The group is
/// empty for the core, the namespace for what is in none.
public record ObjectKey(String group, String kind, String namespace, String name)
    implements Comparable<ObjectKey> {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::group)
          .thenComparing(ObjectKey::kind)
          .thenComparing(ObjectKey::namespace)
          .thenComparing(ObjectKey::name);

  /// The key that `object` has as it is written: a namespace that it leaves out stays empty.
  public static ObjectKey of(JsonNode object) {
    var metadata = object.path("metadata");
    return new ObjectKey(
        groupOf(object.path("apiVersion").asText("")),
        object.path("kind").asText(""),
        metadata.path("namespace").asText(""),
        metadata.path("name").asText(""));
  }

  /// The group of an apiVersion such as `apps/v1`; empty for `v1`.
  public static String groupOf(String apiVersion) {
    var slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  public ObjectKey withNamespace(String other) {
    return new ObjectKey(group, kind, other, name);
  }

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  /// As messages of Argo CD name objects: `apps/Deployment/default/web`.
  @Override
  public String toString() {
    return String.join("/", group, kind, namespace, name);
  }
}
