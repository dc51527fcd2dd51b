package dev.tiphys.delivery.project;

/// A registered cluster as rules see it.
///
/// @param project empty for one that is for all projects
public record Cluster(String name, String server, String project) {}
