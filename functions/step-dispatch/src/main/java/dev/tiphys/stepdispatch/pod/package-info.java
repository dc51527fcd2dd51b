/// Steps as pods of a cluster.
///
/// [PodRunner] makes the pod of a step ([PodManifest]: what Argo's users expect, with our
/// supervisor before their commands) and takes it back. In the pod, the supervisor (a program in C,
/// see `src/main/c`) runs each container's command, and [Companion] tells how the step ended. What
/// nobody in there can tell is read off the pod's status by [PodStatus]. Its changes are brought by
/// a source of the cluster to [PodEvents], or by a watch of this process, [PodWatch].
@NullMarked
package dev.tiphys.stepdispatch.pod;

import org.jspecify.annotations.NullMarked;
