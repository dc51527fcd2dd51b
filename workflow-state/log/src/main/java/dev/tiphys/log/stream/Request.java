package dev.tiphys.log.stream;

/// A command and its id (source and id of its CloudEvent, joined), which says when two deliveries
/// are the same command: the first body wins.
public record Request<C>(String id, C command) {}
