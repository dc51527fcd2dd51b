package dev.tiphys.api;

import java.util.List;

/// The repositories, credentials and clusters that a caller may see and change (C302, C303).
record GuardedRegistrations(Registrations inner, Caller caller) implements Registrations {
  private static String resource(Type type) {
    return type == Type.CLUSTER ? "clusters" : "repositories";
  }

  private static String object(Type type, Registration one) {
    var data = one.data();
    var place = data.getOrDefault(type == Type.CLUSTER ? "server" : "url", "");
    var project = data.getOrDefault("project", "");
    return project.isEmpty() ? place : project + "/" + place;
  }

  @Override
  public List<Registration> list(Type type) {
    return inner.list(type).stream()
        .filter(one -> caller.may(resource(type), "get", object(type, one)))
        .toList();
  }

  @Override
  public void put(Type type, Registration registration) {
    var before =
        inner.list(type).stream().filter(one -> one.name().equals(registration.name())).findFirst();
    before.ifPresent(old -> caller.require(resource(type), "update", object(type, old)));
    caller.require(
        resource(type), before.isPresent() ? "update" : "create", object(type, registration));
    inner.put(type, registration);
  }

  @Override
  public boolean delete(Type type, String name) {
    list(type).stream()
        .filter(one -> one.name().equals(name))
        .forEach(one -> caller.require(resource(type), "delete", object(type, one)));
    return inner.delete(type, name);
  }

  @Override
  public Connection test(Type type, Registration registration) {
    return inner.test(type, registration);
  }
}
