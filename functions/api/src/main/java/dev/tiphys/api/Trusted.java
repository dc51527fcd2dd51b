package dev.tiphys.api;

import java.util.List;

/// The servers and signers that a host trusts: the ConfigMaps `argocd-ssh-known-hosts-cm`,
/// `argocd-tls-certs-cm` and `argocd-gpg-keys-cm` (C281 to C283).
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads.
public interface Trusted {
  /// What a server shows to be who it is.
  ///
  /// @param host its name; for SSH as `known_hosts` has it
  /// @param type `ssh` or `https`
  /// @param subType of the key, such as `ssh-ed25519` or `rsa`; empty if nobody has looked yet
  /// @param data for SSH the key in base64, for HTTPS certificates in PEM
  /// @param info its fingerprint, or who it was issued to
  record Certificate(String host, String type, String subType, String data, String info) {}

  /// All of them, by host.
  List<Certificate> certificates();

  /// Adds some, or none of them.
  ///
  /// @return those that were not there yet
  /// @throws Refusal if one makes no sense, or if there is another one and not `upsert`
  List<Certificate> add(List<Certificate> certificates, boolean upsert);

  void remove(Certificate certificate);

  /// A public key of GnuPG.
  ///
  /// @param id 16 hex digits
  /// @param subType such as `rsa4096`
  /// @param data armored
  record Key(String id, String fingerprint, String owner, String subType, String data) {}

  /// All of them, by id.
  List<Key> keys();

  /// What came of adding keys.
  ///
  /// @param skipped ids of those that were there already
  record Added(List<Key> created, List<String> skipped) {}

  /// Adds the keys in a text.
  Added addKeys(String armored);

  /// @return false if there is none
  boolean removeKey(String id);
}
