/// Where the artifacts of steps lie, and how they get there and back.
///
/// A [Location] says in Argo's own form where an artifact is; an [ArtifactRepository] fills in what
/// it leaves out; [ArtifactStores] opens the [ArtifactStore] of its kind; [Transfer] carries files
/// and directories between a store and this machine, packed as the artifact asks. What lies in a
/// store is a stranger's input: archives and keys never leave their root, every byte is counted,
/// and no address of the machine's own network is reached unless [Egress] allows it. Secrets are
/// read when a store is opened and are in no message. A library that functions may import; it knows
/// nothing of runs. Start reading at [Transfer].
@NullMarked
package dev.tiphys.artifacts;

import org.jspecify.annotations.NullMarked;
