package dev.tiphys.log.stream;

/// A state and the version of the stream that it is the fold of (0: no records).
public record View<S>(S state, long version) {}
