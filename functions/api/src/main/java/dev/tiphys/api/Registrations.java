package dev.tiphys.api;

import java.util.List;
import java.util.Map;

/// The repositories, credentials and clusters that a host knows: Secrets with the label
/// `argocd.argoproj.io/secret-type` (C271), in the namespace of [Applications#namespace].
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads.
public interface Registrations {
  /// What a Secret is about.
  enum Type {
    REPOSITORY("repository"),
    CREDENTIALS("repo-creds"),
    CLUSTER("cluster");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    /// The value of the label.
    public String label() {
      return label;
    }
  }

  /// A Secret.
  ///
  /// @param data decoded
  record Registration(
      String name,
      Map<String, String> labels,
      Map<String, String> annotations,
      Map<String, String> data) {
    public Registration {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
      data = Map.copyOf(data);
    }
  }

  /// Whether something can be reached.
  ///
  /// @param status `Successful`, `Failed` or `Unknown`
  record Connection(String status, String message) {}

  /// In any order.
  List<Registration> list(Type type);

  /// Stores one, in place of that of its name.
  void put(Type type, Registration registration);

  /// @return false if there is none of that name
  boolean delete(Type type, String name);

  /// Asks whoever it is about.
  Connection test(Type type, Registration registration);
}
