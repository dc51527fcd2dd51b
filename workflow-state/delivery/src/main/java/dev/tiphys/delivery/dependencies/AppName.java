package dev.tiphys.delivery.dependencies;

import dev.tiphys.language.application.Application;

/// Which application is meant.
public record AppName(String namespace, String name) implements Comparable<AppName> {
  /// That of an application.
  ///
  /// @param controlNamespace where applications without a namespace are
  public static AppName of(Application application, String controlNamespace) {
    var namespace = application.metadata().namespace();
    return new AppName(
        namespace == null || namespace.isEmpty() ? controlNamespace : namespace,
        application.name());
  }

  @Override
  public int compareTo(AppName other) {
    var order = namespace.compareTo(other.namespace);
    return order != 0 ? order : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
