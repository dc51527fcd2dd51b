package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of an AppProject (C200–C221).
///
/// @param namespaceResourceWhitelist null permits all kinds, an empty one none (C207)
/// @param orphanedResources null when nobody looks for them (C218)
/// @param signatureKeys ids of GnuPG keys (C220)
/// @param sourceIntegrity as written (C221)
public record ProjectSpec(
    List<String> sourceRepos,
    List<Destination> destinations,
    List<String> sourceNamespaces,
    String description,
    List<Role> roles,
    List<ResourceRule> clusterResourceWhitelist,
    List<ResourceRule> clusterResourceBlacklist,
    @Nullable List<ResourceRule> namespaceResourceWhitelist,
    List<ResourceRule> namespaceResourceBlacklist,
    @Nullable OrphanedResources orphanedResources,
    List<SyncWindow> syncWindows,
    List<String> signatureKeys,
    @Nullable JsonNode sourceIntegrity,
    boolean permitOnlyProjectScopedClusters,
    List<ServiceAccount> destinationServiceAccounts,
    JsonNode json) {
  /// Objects by globs.
  ///
  /// @param name empty for any
  public record ResourceRule(String group, String kind, String name) {
    static ResourceRule from(Fields fields) {
      return new ResourceRule(
          fields.textOrEmpty("group"), fields.textOrEmpty("kind"), fields.textOrEmpty("name"));
    }
  }

  /// Who may do what within the project (C210).
  public record Role(
      String name,
      String description,
      List<String> policies,
      List<String> groups,
      List<JwtToken> jwtTokens) {
    static Role from(Fields fields) {
      return new Role(
          fields.textOrEmpty("name"),
          fields.textOrEmpty("description"),
          fields.texts("policies"),
          fields.texts("groups"),
          fields.objects("jwtTokens", JwtToken::from));
    }
  }

  /// A token that was issued; seconds since 1970.
  ///
  /// @param exp 0 for one that does not expire
  public record JwtToken(String id, long iat, long exp) {
    static JwtToken from(Fields fields) {
      var iat = fields.integer("iat");
      var exp = fields.integer("exp");
      return new JwtToken(fields.textOrEmpty("id"), iat == null ? 0 : iat, exp == null ? 0 : exp);
    }
  }

  /// @param warn whether an application with such objects has a condition
  public record OrphanedResources(boolean warn, List<ResourceRule> ignore) {
    static OrphanedResources from(Fields fields) {
      return new OrphanedResources(
          fields.flag("warn"), fields.objects("ignore", ResourceRule::from));
    }
  }

  /// As whom a sync to matching destinations acts (C219).
  public record ServiceAccount(String server, String namespace, String defaultServiceAccount) {
    static ServiceAccount from(Fields fields) {
      return new ServiceAccount(
          fields.textOrEmpty("server"),
          fields.textOrEmpty("namespace"),
          fields.textOrEmpty("defaultServiceAccount"));
    }
  }

  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type
  public static ProjectSpec from(JsonNode json) {
    return from(Fields.of(json));
  }

  static ProjectSpec from(Fields fields) {
    return new ProjectSpec(
        fields.texts("sourceRepos"),
        fields.objects("destinations", Destination::from),
        fields.texts("sourceNamespaces"),
        fields.textOrEmpty("description"),
        fields.objects("roles", Role::from),
        fields.objects("clusterResourceWhitelist", ResourceRule::from),
        fields.objects("clusterResourceBlacklist", ResourceRule::from),
        fields.has("namespaceResourceWhitelist")
            ? fields.objects("namespaceResourceWhitelist", ResourceRule::from)
            : null,
        fields.objects("namespaceResourceBlacklist", ResourceRule::from),
        fields.object("orphanedResources", OrphanedResources::from),
        fields.objects("syncWindows", SyncWindow::from),
        fields.objects("signatureKeys", key -> key.textOrEmpty("keyID")),
        fields.json("sourceIntegrity"),
        fields.flag("permitOnlyProjectScopedClusters"),
        fields.objects("destinationServiceAccounts", ServiceAccount::from),
        fields.node());
  }
}
