/// What a step that manages Kubernetes objects needs of a cluster.
///
/// A [Cluster] is whatever API server a host has. [Conditions], [JsonPathTemplate] and [JqFilter]
/// read what an object says, in the dialects of Argo, kubectl and jq. How to speak to a server is
/// the business of `dev.tiphys.cluster`.
@NullMarked
package dev.tiphys.stepdispatch.kube;

import org.jspecify.annotations.NullMarked;
