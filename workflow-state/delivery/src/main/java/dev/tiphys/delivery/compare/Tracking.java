package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import java.util.Optional;

/// How live objects say which application they belong to (C102–C105).
public final class Tracking {
  /// The label that tells, unless another one is configured.
  public static final String LABEL = "app.kubernetes.io/instance";

  public static final String ID = "argocd.argoproj.io/tracking-id";
  public static final String INSTALLATION = "argocd.argoproj.io/installation-id";

  private static final int LABEL_MAX = 63;

  /// Where it stands.
  public enum Method {
    ANNOTATION,
    LABEL,
    ANNOTATION_AND_LABEL;

    /// The one that `argocd-cm` writes so; the annotation if it is none.
    static Method of(String text) {
      return switch (text.strip()) {
        case "label" -> LABEL;
        case "annotation+label" -> ANNOTATION_AND_LABEL;
        default -> ANNOTATION;
      };
    }
  }

  /// What the annotation says.
  public record Id(String instance, ObjectKey key) {
    /// Empty if it says nothing that can be read.
    static Optional<Id> parse(String text) {
      var parts = text.split(":", 3);
      if (parts.length < 3) {
        return Optional.empty();
      }
      var kind = parts[1].split("/", -1);
      var name = parts[2].split("/", -1);
      return kind.length == 2 && name.length == 2
          ? Optional.of(new Id(parts[0], new ObjectKey(kind[0], kind[1], name[0], name[1])))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return "%s:%s/%s:%s/%s"
          .formatted(instance, key.group(), key.kind(), key.namespace(), key.name());
    }
  }

  private final Method method;
  private final String label;
  private final String installation;

  public Tracking(CompareSettings settings) {
    this.method = settings.tracking();
    this.label = settings.instanceLabel();
    this.installation = settings.installationId();
  }

  /// The label by which a server can be asked for the objects of an application; empty if they are
  /// known by an annotation only.
  public Optional<String> label() {
    return method == Method.ANNOTATION ? Optional.empty() : Optional.of(label);
  }

  /// Writes into `object` that it belongs to `instance`. Definitions of kinds belong to nobody.
  ///
  /// @param destination the namespace of objects that say none
  /// @throws CompareFailure if the name is too long for a label
  public void track(ObjectNode object, String instance, String destination) {
    var key = ObjectKey.of(object);
    if (key.kind().equals("CustomResourceDefinition")) {
      return;
    }
    var metadata = object.withObjectProperty("metadata");
    if (method != Method.LABEL) {
      var id = new Id(instance, key.namespace().isEmpty() ? key.withNamespace(destination) : key);
      annotate(metadata, ID, id.toString());
    }
    if (method != Method.ANNOTATION) {
      metadata.withObjectProperty("labels").put(label, labelled(instance));
    }
    if (!installation.isEmpty()) {
      annotate(metadata, INSTALLATION, installation);
    } else if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(INSTALLATION);
    }
  }

  private static void annotate(ObjectNode metadata, String name, String value) {
    metadata.withObjectProperty("annotations").put(name, value);
  }

  private String labelled(String instance) {
    if (instance.length() <= LABEL_MAX) {
      return instance;
    }
    if (method == Method.LABEL) {
      throw new CompareFailure(
          "the application's name '%s' has %d characters; a label that tracks by it may have %d"
              .formatted(instance, instance.length(), LABEL_MAX));
    }
    return instance.substring(0, LABEL_MAX).replaceAll("[^A-Za-z0-9]+$", "");
  }

  /// The application that a live object belongs to; empty if it says none, or one of another
  /// installation.
  public Optional<String> ownerOf(JsonNode live) {
    if (!annotation(live, INSTALLATION).equals(installation)) {
      return Optional.empty();
    }
    if (method == Method.LABEL) {
      var value = live.path("metadata").path("labels").path(label).asText("");
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
    return Id.parse(annotation(live, ID)).map(Id::instance);
  }

  /// As [#ownerOf], for who asks many objects about one application.
  boolean isOwnedBy(String instance, JsonNode live) {
    return (method == Method.LABEL || annotation(live, ID).startsWith(instance + ":"))
        && ownerOf(live).filter(instance::equals).isPresent();
  }

  /// Whether a live object speaks of itself: a copy that somebody made of another object carries
  /// the annotation of that one. A label cannot tell.
  public boolean isSelfReferenced(JsonNode live) {
    if (method == Method.LABEL) {
      return true;
    }
    var id = Id.parse(annotation(live, ID));
    var key = ObjectKey.of(live);
    return id.isEmpty()
        || (id.get().key().group().equals(key.group())
            && id.get().key().kind().equals(key.kind())
            && id.get().key().name().equals(key.name())
            && (key.namespace().isEmpty() || id.get().key().namespace().equals(key.namespace())));
  }

  /// Gives `object` the marks of a live one that it lacks, for a comparison without an application.
  public void copyMarks(JsonNode live, ObjectNode object) {
    for (var name : new String[] {ID, INSTALLATION}) {
      var value = annotation(live, name);
      if (!value.isEmpty() && annotation(object, name).isEmpty()) {
        annotate(object.withObjectProperty("metadata"), name, value);
      }
    }
    var value = live.path("metadata").path("labels").path(label).asText("");
    if (method != Method.ANNOTATION
        && !value.isEmpty()
        && !object.path("metadata").path("labels").has(label)) {
      object.withObjectProperty("metadata").withObjectProperty("labels").put(label, value);
    }
  }

  static String annotation(JsonNode object, String name) {
    return object.path("metadata").path("annotations").path(name).asText("");
  }

  /// A copy of `live` in which the change from labels to annotations is no difference: an object
  /// that still has only the label is taken to have the annotation (§4.1).
  ObjectNode migrated(ObjectNode live, JsonNode desired) {
    var migrated = live.deepCopy();
    var labels = migrated.path("metadata").path("labels");
    if (method == Method.LABEL
        || !labels.has(label)
        || !annotation(live, ID).isEmpty()
        || ObjectKey.of(live).kind().equals("CustomResourceDefinition")) {
      return migrated;
    }
    var id = annotation(desired, ID);
    if (!id.isEmpty()) {
      annotate(migrated.withObjectProperty("metadata"), ID, id);
    }
    if (!desired.path("metadata").path("labels").has(label)) {
      ((ObjectNode) labels).remove(label);
      if (labels.isEmpty()) {
        ((ObjectNode) migrated.get("metadata")).remove("labels");
      }
    }
    return migrated;
  }
}
