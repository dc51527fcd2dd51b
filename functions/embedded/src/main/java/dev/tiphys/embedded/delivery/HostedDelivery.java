package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.api.Accounts;
import dev.tiphys.api.ApplicationSets;
import dev.tiphys.api.Applications;
import dev.tiphys.api.Delivery;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Registrations;
import dev.tiphys.api.Trusted;
import dev.tiphys.delivery.webhook.Payload;
import dev.tiphys.delivery.webhook.Refresh;
import dev.tiphys.delivery.webhook.RepositoryEvent;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.trigger.webhook.Provider;
import dev.tiphys.trigger.webhook.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What a host delivers, as the API shows it.
///
/// @param secrets the data of the Secret `argocd-secret`
public record HostedDelivery(
    DeliveryChain chain,
    Applications applications,
    Registrations registrations,
    Supplier<Map<String, String>> secrets)
    implements Delivery {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NONE = new byte[0];

  public static HostedDelivery of(DeliveryChain chain, Supplier<Map<String, String>> secrets) {
    return new HostedDelivery(chain, new HostedApplications(chain), chain.registrations(), secrets);
  }

  @Override
  public Trusted trusted() {
    return chain.registrations().trust();
  }

  @Override
  public Accounts accounts() {
    return chain.accounts();
  }

  @Override
  public ApplicationSets sets() {
    return chain.sets();
  }

  @Override
  public void webhook(Map<String, List<String>> headers, byte[] body) {
    var provider =
        Provider.of(headers)
            .orElseThrow(
                () ->
                    Refusal.invalid(
                        "expected the header of a provider of repositories, such as X-GitHub-Event"));
    if (body.length > Payload.BYTES_MAX) {
      throw Refusal.invalid(Payload.UNREADABLE);
    }
    var secret = secret(provider);
    if (secret.length > 0 && !new Webhook(provider, headers, body).isFrom(secret)) {
      throw new Refusal(
          Refusal.Code.UNAUTHENTICATED, "the webhook is not signed with the secret of " + provider);
    }
    var event = read(provider, headers, body);
    List<AppId> changed = new ArrayList<>();
    List<AppId> others = new ArrayList<>();
    chain.sets().happened(event);
    chain
        .resources()
        .all()
        .forEach(
            (id, application) -> {
              var meant = Refresh.of(application, event);
              if (meant.refresh() && Refresh.isNamed(application, event)) {
                changed.add(id);
              } else if (meant.refresh() || meant.carriesOver()) {
                others.add(id);
              }
            });
    chain.refresh(changed, others);
  }

  private static RepositoryEvent read(
      Provider provider, Map<String, List<String>> headers, byte[] body) {
    var header =
        switch (provider) {
          case GITHUB -> "x-github-event";
          case GITLAB -> "x-gitlab-event";
          case BITBUCKET, BITBUCKET_SERVER -> "x-event-key";
          case GOGS -> "x-gogs-event";
          case AZURE_DEVOPS -> "x-vss-activityid";
        };
    var called = headers.getOrDefault(header, List.of("")).getFirst();
    try {
      return Payload.read(provider.toString(), called, JSON.readTree(body));
    } catch (IOException e) {
      throw Refusal.invalid(Payload.UNREADABLE);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// As Argo CD keeps them in the Secret `argocd-secret`.
  private byte[] secret(Provider provider) {
    var data = secrets.get();
    return switch (provider) {
      case GITHUB -> bytes(data, "webhook.github.secret");
      case GITLAB -> bytes(data, "webhook.gitlab.secret");
      case BITBUCKET -> bytes(data, "webhook.bitbucket.uuid");
      case BITBUCKET_SERVER -> bytes(data, "webhook.bitbucketserver.secret");
      case GOGS -> bytes(data, "webhook.gogs.secret");
      case AZURE_DEVOPS -> {
        var user = text(data, "webhook.azuredevops.username");
        var password = text(data, "webhook.azuredevops.password");
        yield user.isEmpty() && password.isEmpty()
            ? NONE
            : (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      }
    };
  }

  private static byte[] bytes(Map<String, String> data, String key) {
    return text(data, key).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Map<String, String> data, String key) {
    return data.getOrDefault(key, "");
  }
}
