/// What a step that manages Kubernetes objects needs of a cluster.
///
/// A [Cluster] is whatever API server a host has; [KubeApi] speaks to it. [Conditions],
/// [JsonPathTemplate] and [JqFilter] read what an object says, in the dialects of Argo, kubectl and
/// jq. Nothing here knows of steps or runs. Start reading at [KubeApi].
@NullMarked
package dev.tiphys.stepdispatch.kube;

import org.jspecify.annotations.NullMarked;
