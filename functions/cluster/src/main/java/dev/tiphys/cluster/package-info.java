/// Kubernetes API servers, as kubectl and Argo CD speak to them.
///
/// [Connections] tells where a server is: by kubeconfig, by a cluster Secret of Argo CD, or around
/// this process. [KubeApi] asks it anything; [ObjectWriter] applies, replaces and deletes objects
/// the ways that a sync knows, and [LiveObjects] keeps what is live at hand. A library: nothing
/// here knows of runs or applications. Start with [KubeApi].
@NullMarked
package dev.tiphys.cluster;

import org.jspecify.annotations.NullMarked;
