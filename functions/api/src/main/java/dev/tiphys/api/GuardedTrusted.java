package dev.tiphys.api;

import java.util.List;

/// The servers and signers that a caller may see and change (C302).
record GuardedTrusted(Trusted inner, Caller caller) implements Trusted {
  @Override
  public List<Certificate> certificates() {
    caller.require("certificates", "get", "");
    return inner.certificates();
  }

  @Override
  public List<Certificate> add(List<Certificate> certificates, boolean upsert) {
    caller.require("certificates", "create", "");
    if (upsert) {
      caller.require("certificates", "update", "");
    }
    return inner.add(certificates, upsert);
  }

  @Override
  public void remove(Certificate certificate) {
    caller.require("certificates", "delete", "");
    inner.remove(certificate);
  }

  @Override
  public List<Key> keys() {
    caller.require("gpgkeys", "get", "");
    return inner.keys();
  }

  @Override
  public Added addKeys(String armored) {
    caller.require("gpgkeys", "create", "");
    return inner.addKeys(armored);
  }

  @Override
  public boolean removeKey(String id) {
    caller.require("gpgkeys", "delete", "");
    return inner.removeKey(id);
  }
}
