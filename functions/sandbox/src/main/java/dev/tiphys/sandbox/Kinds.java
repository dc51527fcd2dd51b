package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// The kinds that the sandbox knows: built in, and defined by CustomResourceDefinitions.
final class Kinds {
  static final String CRD = "customresourcedefinitions.apiextensions.k8s.io";

  private static final List<Kind> BUILT_IN = builtIn();

  private final List<Kind> defined = new CopyOnWriteArrayList<>();

  private static List<Kind> builtIn() {
    try (var in = Objects.requireNonNull(Kinds.class.getResourceAsStream("kinds.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .map(
              w ->
                  new Kind(
                      w[0].equals("-") ? "" : w[0],
                      w[1],
                      w[2],
                      w[3],
                      w[4].equals("n"),
                      w[5].equals("s"),
                      w[6].equals("-") ? List.of() : List.of(w[6].split(","))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Kind> all() {
    return Stream.concat(
            BUILT_IN.stream().filter(k -> defined.stream().noneMatch(d -> same(d, k))),
            defined.stream())
        .toList();
  }

  Optional<Kind> find(String group, String version, String plural) {
    return all().stream()
        .filter(k -> k.group().equals(group) && k.version().equals(version))
        .filter(k -> k.plural().equals(plural))
        .findFirst();
  }

  Optional<Kind> ofKind(String apiVersion, String kind) {
    return all().stream()
        .filter(k -> k.apiVersion().equals(apiVersion) && k.kind().equals(kind))
        .findFirst();
  }

  /// Any version of what is stored under that name.
  Optional<Kind> ofResource(String resource) {
    return all().stream().filter(k -> k.resource().equals(resource)).findFirst();
  }

  /// The kinds that a definition defines, one for each served version.
  static List<Kind> definedBy(JsonNode crd) {
    var spec = crd.path("spec");
    var names = spec.path("names");
    List<String> shortNames = new ArrayList<>();
    names.path("shortNames").forEach(name -> shortNames.add(name.asText()));
    List<Kind> kinds = new ArrayList<>();
    for (var version : spec.path("versions")) {
      if (version.path("served").asBoolean(false)) {
        kinds.add(
            new Kind(
                spec.path("group").asText(),
                version.path("name").asText(),
                names.path("kind").asText(),
                names.path("plural").asText(),
                spec.path("scope").asText().equals("Namespaced"),
                version.path("subresources").has("status"),
                shortNames));
      }
    }
    return kinds;
  }

  /// Takes over what a definition says now; Kubernetes' own kinds stay as they are, Argo's are what
  /// their definitions say where somebody installs these.
  void define(JsonNode crd) {
    undefine(crd);
    definedBy(crd).stream()
        .filter(
            k ->
                k.group().equals("argoproj.io")
                    || find(k.group(), k.version(), k.plural()).isEmpty())
        .forEach(defined::add);
  }

  private static boolean same(Kind one, Kind other) {
    return one.resource().equals(other.resource()) && one.version().equals(other.version());
  }

  /// Forgets what a definition defined.
  void undefine(JsonNode crd) {
    var group = crd.at("/spec/group").asText();
    var plural = crd.at("/spec/names/plural").asText();
    defined.removeIf(k -> k.group().equals(group) && k.plural().equals(plural));
  }
}
