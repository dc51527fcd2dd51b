package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.Reply;
import dev.tiphys.artifacts.http.Urls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/// What OAuth 2 takes for a token that is nobody's in particular (RFC 6749, 4.4).
///
/// @param form what the request says beside who it is
record ClientCredentials(URI url, String id, String secret, List<NameValuePair> form) {
  static ClientCredentials of(JsonNode oauth2, Secrets.Of secrets) {
    List<NameValuePair> form = new ArrayList<>();
    form.add(new BasicNameValuePair("grant_type", "client_credentials"));
    var scopes =
        StreamSupport.stream(oauth2.path("scopes").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(" "));
    if (!scopes.isEmpty()) {
      form.add(new BasicNameValuePair("scope", scopes));
    }
    for (var parameter : oauth2.path("endpointParams")) {
      form.add(
          new BasicNameValuePair(
              parameter.path("key").asText(), parameter.path("value").asText("")));
    }
    return new ClientCredentials(
        Urls.of(secrets.text(oauth2, "tokenURLSecret")),
        secrets.text(oauth2, "clientIDSecret"),
        secrets.text(oauth2, "clientSecretSecret"),
        List.copyOf(form));
  }

  /// Servers want to be told who asks in one of two ways.
  String token(Http http) throws IOException {
    var call = Call.of("POST", url);
    try (var reply =
        http.send(
            call.with(Map.of("Authorization", basic(id, secret), "Accept", "application/json"))
                .with(Call.form(form)))) {
      if (reply.ok()) {
        return token(reply);
      }
    }
    List<NameValuePair> all = new ArrayList<>(form);
    all.add(new BasicNameValuePair("client_id", id));
    all.add(new BasicNameValuePair("client_secret", secret));
    try (var reply =
        http.send(call.with(Map.of("Accept", "application/json")).with(Call.form(all)))) {
      if (reply.ok()) {
        return token(reply);
      }
      throw reply.failure("get a token for", id, "");
    }
  }

  static String token(Reply reply) throws IOException {
    var token = reply.json().path("access_token").asText("");
    if (token.isEmpty()) {
      throw new ArtifactFailure("%s answered without an access_token", reply.shown());
    }
    return token;
  }

  static String basic(String user, String password) {
    var both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}
