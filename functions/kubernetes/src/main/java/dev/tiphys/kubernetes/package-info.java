/// The Kubernetes API for functions that start for one event: the few requests that they make, over
/// the JDK's own client, because to load a client library takes longer than to answer the event.
///
/// Refused: discovery, watching, kubeconfigs and log-ins, and everything else that the client
/// library does better for who runs longer. Start reading at [KubernetesApi].
@NullMarked
package dev.tiphys.kubernetes;

import org.jspecify.annotations.NullMarked;
