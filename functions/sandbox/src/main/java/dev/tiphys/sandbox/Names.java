package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Random;
import java.util.regex.Pattern;

/// Names of objects: which ones can be, and those that the server makes up.
final class Names {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int NAME_MAX = 253;
  private static final Pattern DNS =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[^/%\\p{Cntrl}]+");

  private final Random random = new SecureRandom();

  /// Sees to it that an object which is to be created has kind, namespace and a name that can be.
  ///
  /// @throws Refused if something contradicts
  void check(Kind kind, String namespace, ObjectNode object) {
    Patching.sameKind(kind, object);
    var metadata = object.withObject("/metadata");
    var said = metadata.path("namespace").asText("");
    if (kind.namespaced()) {
      if (!said.isEmpty() && !said.equals(namespace)) {
        throw Refused.bad(
            "the namespace of the provided object does not match the namespace sent on the request");
      }
      metadata.put("namespace", namespace);
    } else {
      metadata.remove("namespace");
    }
    if (metadata.path("name").asText("").isEmpty()) {
      metadata.put("name", generated(kind, metadata.path("generateName").asText("")));
    }
    var name = metadata.path("name").asText();
    var pattern = kind.group().equals("rbac.authorization.k8s.io") ? SEGMENT : DNS;
    if (name.length() > NAME_MAX || !pattern.matcher(name).matches()) {
      throw Refused.invalid(
          kind,
          name,
          "metadata.name: Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
              .formatted(name));
    }
  }

  private String generated(Kind kind, String prefix) {
    if (prefix.isEmpty()) {
      throw Refused.invalid(
          kind, "", "metadata.name: Required value: name or generateName is required");
    }
    var name = new StringBuilder(prefix);
    for (var i = 0; i < SUFFIX; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}
