/// What a project permits: sources, destinations, kinds and namespaces (C200–C223), and what of it
/// comes from global projects. Start at [ProjectRules]. Nothing here asks a cluster: the clusters
/// that there are, and whether a kind is namespaced, come in.
@NullMarked
package dev.tiphys.delivery.project;

import org.jspecify.annotations.NullMarked;
