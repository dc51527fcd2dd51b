package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Trusted;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.JsonObjects;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.sources.HostTrust;
import dev.tiphys.sources.KnownHosts;
import dev.tiphys.sources.RepositorySecrets;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.http.Tls;
import dev.tiphys.sources.signature.Keyring;
import dev.tiphys.sources.signature.PublicKeys;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The servers and signers that a host trusts: ConfigMaps as Argo CD has them. Where none says
/// which hosts SSH knows, those count that people on this machine know.
final class HostedTrust implements Trusted {
  private static final String KIND = "ConfigMap";
  private static final String KEYS = "argocd-gpg-keys-cm";
  private static final String SSH = "ssh";
  private static final String HTTPS = "https";

  private static final String NAMESPACE = DeliveryResources.CONTROL_NAMESPACE;

  private final JsonObjects objects;
  private final Supplier<ArgoSettings> settings;
  private final Map<String, Optional<Map<String, String>>> stored = new ConcurrentHashMap<>();

  /// @param objects where those are that were added through the API
  /// @param settings what files say; that comes first
  HostedTrust(JsonObjects objects, Supplier<ArgoSettings> settings) {
    this.objects = objects;
    this.settings = settings;
  }

  /// As repositories need it.
  HostTrust hosts() {
    return new HostTrust(
        find(RepositorySecrets.KNOWN_HOSTS).isEmpty() ? KnownHosts.ofThisMachine() : knownHosts(),
        data(RepositorySecrets.CERTIFICATES));
  }

  /// The keys whose signatures count.
  Keyring keyring() {
    return new Keyring(data(KEYS).values());
  }

  private Map<String, String> data(String name) {
    return find(name).orElse(Map.of());
  }

  private Optional<Map<String, String>> find(String name) {
    return isGiven(name)
        ? Optional.of(settings.get().configMap(name))
        // Nobody else writes them.
        : stored.computeIfAbsent(
            name, _ -> objects.find(KIND, NAMESPACE, name).map(ArgoSettings::data));
  }

  private boolean isGiven(String name) {
    return settings.get().objects().stream()
        .anyMatch(
            object ->
                object.path("kind").asText().equals(KIND)
                    && object.at("/metadata/name").asText().equals(name));
  }

  private String knownHosts() {
    return data(RepositorySecrets.KNOWN_HOSTS).getOrDefault(RepositorySecrets.KNOWN_HOSTS_KEY, "");
  }

  private void put(String name, Map<String, String> data) {
    if (isGiven(name)) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "ConfigMap %s stands in a file that this server was started with: change it there"
              .formatted(name));
    }
    var object = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", KIND);
    object.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
    data.forEach(object.putObject("data")::put);
    objects.put(KIND, NAMESPACE, name, object);
    stored.remove(name);
  }

  @Override
  public List<Certificate> certificates() {
    var all = new ArrayList<Certificate>();
    KnownHosts.entries(knownHosts()).forEach(entry -> all.add(shown(entry)));
    data(RepositorySecrets.CERTIFICATES).forEach((host, pem) -> all.add(tls(host, pem)));
    all.sort(Comparator.comparing(Certificate::host).thenComparing(Certificate::type));
    return all;
  }

  private static Certificate shown(KnownHosts.Entry entry) {
    return new Certificate(entry.host(), SSH, entry.type(), entry.key(), entry.fingerprint());
  }

  private static Certificate tls(String host, String pem) {
    try {
      var first = Tls.certificates(pem).getFirst();
      return new Certificate(
          host,
          HTTPS,
          first.getPublicKey().getAlgorithm().toLowerCase(java.util.Locale.ROOT),
          pem,
          first.getSubjectX500Principal().getName());
    } catch (GeneralSecurityException e) {
      return new Certificate(host, HTTPS, "", pem, "cannot be read");
    }
  }

  @Override
  public synchronized List<Certificate> add(List<Certificate> certificates, boolean upsert) {
    var hosts = knownHosts();
    var authorities = new TreeMap<>(data(RepositorySecrets.CERTIFICATES));
    var added = new ArrayList<Certificate>();
    for (var one : certificates) {
      if (one.type().equals(SSH)) {
        var entry = entry(one);
        var there =
            KnownHosts.entries(hosts).stream().filter(known -> isSame(known, entry)).findFirst();
        if (there.isEmpty() || !there.get().key().equals(entry.key())) {
          requireUpsert(there.isPresent(), upsert, one.host());
          hosts = KnownHosts.with(KnownHosts.without(hosts, known -> isSame(known, entry)), entry);
          added.add(shown(entry));
        }
      } else {
        var pem = pem(one);
        var there = authorities.get(one.host());
        if (!pem.equals(there)) {
          requireUpsert(there != null, upsert, one.host());
          authorities.put(one.host(), pem);
          added.add(tls(one.host(), pem));
        }
      }
    }
    if (added.stream().anyMatch(one -> one.type().equals(SSH))) {
      put(RepositorySecrets.KNOWN_HOSTS, Map.of(RepositorySecrets.KNOWN_HOSTS_KEY, hosts));
    }
    if (added.stream().anyMatch(one -> one.type().equals(HTTPS))) {
      put(RepositorySecrets.CERTIFICATES, authorities);
    }
    return added;
  }

  /// A host has one key of each type.
  private static boolean isSame(KnownHosts.Entry one, KnownHosts.Entry other) {
    return one.host().equals(other.host()) && one.type().equals(other.type());
  }

  private static void requireUpsert(boolean there, boolean upsert, String host) {
    if (there && !upsert) {
      throw Refusal.invalid(
          "there is another certificate of %s; use upsert flag to force update"
              .formatted(SourceUrl.shown(host)));
    }
  }

  private static KnownHosts.Entry entry(Certificate one) {
    return KnownHosts.entry(one.host() + " " + one.subType() + " " + one.data())
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "%s: expected a host, a type and a key as in known_hosts"
                        .formatted(SourceUrl.shown(one.host()))));
  }

  private static String pem(Certificate one) {
    if (!one.type().equals(HTTPS)) {
      throw Refusal.invalid(
          "certType: expected ssh or https, found '%s'".formatted(SourceUrl.shown(one.type())));
    }
    if (!one.host().matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
      throw Refusal.invalid(
          "serverName: expected the name of a host without a port, found '%s'"
              .formatted(SourceUrl.shown(one.host())));
    }
    try {
      Tls.certificates(one.data());
      return one.data();
    } catch (GeneralSecurityException e) {
      throw Refusal.invalid("certData: expected certificates in PEM");
    }
  }

  @Override
  public synchronized void remove(Certificate certificate) {
    if (certificate.type().equals(SSH)) {
      put(
          RepositorySecrets.KNOWN_HOSTS,
          Map.of(
              RepositorySecrets.KNOWN_HOSTS_KEY,
              KnownHosts.without(
                  knownHosts(),
                  known ->
                      known.host().equals(certificate.host())
                          && known.key().equals(certificate.data()))));
    } else {
      var authorities = new TreeMap<>(data(RepositorySecrets.CERTIFICATES));
      authorities.remove(certificate.host());
      put(RepositorySecrets.CERTIFICATES, authorities);
    }
  }

  @Override
  public List<Key> keys() {
    var keys = new ArrayList<Key>();
    for (var armored : data(KEYS).values()) {
      try {
        PublicKeys.read(armored).forEach(key -> keys.add(shown(key)));
      } catch (SourceFailure e) {
        // What is no key signs nothing.
      }
    }
    keys.sort(Comparator.comparing(Key::id));
    return keys;
  }

  private static Key shown(PublicKeys.Key key) {
    return new Key(key.id(), key.fingerprint(), key.owner(), key.type(), key.armored());
  }

  @Override
  public synchronized Added addKeys(String armored) {
    var data = new LinkedHashMap<>(data(KEYS));
    var created = new ArrayList<Key>();
    var skipped = new ArrayList<String>();
    try {
      for (var key : PublicKeys.read(armored)) {
        if (data.containsKey(key.id())) {
          skipped.add(key.id());
        } else {
          data.put(key.id(), key.armored());
          created.add(shown(key));
        }
      }
    } catch (SourceFailure e) {
      throw Refusal.invalid("keyData: " + e.getMessage());
    }
    if (!created.isEmpty()) {
      put(KEYS, data);
    }
    return new Added(created, skipped);
  }

  @Override
  public synchronized boolean removeKey(String id) {
    var data = new LinkedHashMap<>(data(KEYS));
    var there = data.keySet().removeIf(key -> key.equalsIgnoreCase(id));
    if (there) {
      put(KEYS, data);
    }
    return there;
  }
}
