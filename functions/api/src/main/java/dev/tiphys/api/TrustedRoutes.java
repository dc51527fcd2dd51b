package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Trusted.Certificate;
import dev.tiphys.api.Trusted.Key;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.glob.MalformedPatternException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/// Adds, shows and removes what a host trusts: Argo CD's routes `/api/v1/certificates` and
/// `/api/v1/gpgkeys`.
record TrustedRoutes(Trusted trusted) {
  private static final int CERTIFICATES_MAX = 1_000;

  Reply certificates(Call call) {
    return Reply.of(list(wanted(call)));
  }

  private List<Certificate> wanted(Call call) {
    var pattern = call.text("hostNamePattern");
    var type = call.text("certType");
    var subType = call.text("certSubType");
    return trusted.certificates().stream()
        .filter(one -> pattern.isEmpty() || fits(pattern, one.host()))
        .filter(one -> all(type) || one.type().equals(type))
        .filter(one -> all(subType) || one.subType().equals(subType))
        .toList();
  }

  private static boolean all(String text) {
    return text.isEmpty() || text.equals("*");
  }

  /// Of several names with commas, one has to fit.
  private static boolean fits(String pattern, String host) {
    try {
      var glob = Glob.of(pattern);
      return pattern.equals(host)
          || List.of(host.split(",")).stream()
              .anyMatch(name -> name.equals(pattern) || glob.matches(name));
    } catch (MalformedPatternException e) {
      throw Refusal.invalid("hostNamePattern: " + e.getMessage());
    }
  }

  private static ObjectNode list(Collection<Certificate> certificates) {
    var list = JsonNodeFactory.instance.objectNode();
    list.putObject("metadata");
    var items = list.putArray("items");
    for (var one : certificates) {
      items
          .addObject()
          .put("serverName", one.host())
          .put("certType", one.type())
          .put("certSubType", one.subType())
          .put("certInfo", one.info());
    }
    return list;
  }

  Reply add(Call call) {
    var given =
        call.body("items", "metadata")
            .objects("items", "serverName", "certType", "certSubType", "certData", "certInfo");
    if (given.isEmpty() || given.size() > CERTIFICATES_MAX) {
      throw Refusal.invalid(
          "items: expected 1 to %d certificates, found %d"
              .formatted(CERTIFICATES_MAX, given.size()));
    }
    var certificates =
        given.stream()
            .map(
                one ->
                    new Certificate(
                        one.text("serverName"),
                        one.text("certType"),
                        one.text("certSubType"),
                        decoded(one.text("certData")),
                        ""))
            .toList();
    return Reply.of(list(trusted.add(certificates, call.flag("upsert"))));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8).strip();
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("certData: expected base64");
    }
  }

  /// Whatever fits; a pattern has to be given, so that nobody removes all of them by mistake.
  Reply remove(Call call) {
    if (call.text("hostNamePattern").isEmpty()) {
      throw Refusal.invalid("hostNamePattern in the query: expected a host, found nothing");
    }
    var unwanted = wanted(call);
    unwanted.forEach(trusted::remove);
    return Reply.of(list(unwanted));
  }

  Reply keys(Call call) {
    var list = JsonNodeFactory.instance.objectNode();
    list.putObject("metadata");
    var items = list.putArray("items");
    trusted.keys().forEach(key -> items.add(shown(key)));
    return Reply.of(list);
  }

  private static ObjectNode shown(Key key) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("keyID", key.id())
        .put("fingerprint", key.fingerprint())
        .put("owner", key.owner())
        .put("trust", "unknown")
        .put("subType", key.subType());
  }

  Reply key(Call call) {
    var id = call.variables().getOrDefault("keyID", "");
    return Reply.of(
        trusted.keys().stream()
            .filter(key -> key.id().equalsIgnoreCase(id))
            .map(key -> shown(key).put("keyData", key.data()))
            .findFirst()
            .orElseThrow(() -> missing(id)));
  }

  private static Refusal missing(String id) {
    return new Refusal(Refusal.Code.NOT_FOUND, "there is no key '%s'".formatted(Refusal.shown(id)));
  }

  Reply addKeys(Call call) {
    var body = call.body("keyData", "keyID", "fingerprint", "owner", "trust", "subType");
    var added = trusted.addKeys(body.text("keyData"));
    var answer = JsonNodeFactory.instance.objectNode();
    var created = answer.putObject("created").putArray("items");
    added.created().forEach(key -> created.add(shown(key)));
    added.skipped().forEach(answer.putArray("skipped")::add);
    return Reply.of(answer);
  }

  Reply removeKey(Call call) {
    var id = call.text("keyID");
    if (!trusted.removeKey(id)) {
      throw missing(id);
    }
    return Reply.empty();
  }

  /// The rows of the API.
  List<Route> rows() {
    var certificates = "/api/v1/certificates";
    var keys = "/api/v1/gpgkeys";
    return List.of(
        Route.get(certificates, this::certificates),
        Route.post(certificates, this::add),
        Route.delete(certificates, this::remove),
        Route.get(keys, this::keys),
        Route.get(keys + "/{keyID}", this::key),
        Route.post(keys, this::addKeys),
        Route.delete(keys, this::removeKey));
  }
}
