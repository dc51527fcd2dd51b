package dev.tiphys.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/// How objects are written.
///
/// @param manager the name under which fields are owned
/// @param dryRun whether the server only says what would be
/// @param validate whether the server refuses fields that it does not know
/// @param force whether an object is deleted and made anew when it cannot be changed
public record WriteOptions(String manager, boolean dryRun, boolean validate, boolean force) {
  /// As a sync of Argo CD writes.
  public static final WriteOptions DEFAULT =
      new WriteOptions("argocd-controller", false, true, false);

  public WriteOptions withDryRun(boolean wanted) {
    return new WriteOptions(manager, wanted, validate, force);
  }

  public WriteOptions withValidate(boolean wanted) {
    return new WriteOptions(manager, dryRun, wanted, force);
  }

  public WriteOptions withForce(boolean wanted) {
    return new WriteOptions(manager, dryRun, validate, wanted);
  }

  Map<String, String> query() {
    var query = new LinkedHashMap<String, String>();
    query.put("fieldManager", manager);
    query.put("fieldValidation", validate ? "Strict" : "Ignore");
    if (dryRun) {
      query.put("dryRun", "All");
    }
    return query;
  }
}
