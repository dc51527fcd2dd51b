/// Where the manifests of applications come from: Git repositories, Helm repositories and OCI
/// registries, and the file trees that are fetched from them.
///
/// A [Repository] says where something lies and what opens it; [Repositories] finds it among what
/// users keep in Secrets as Argo CD has them. What a server sends is a stranger's input: bytes,
/// entries, references and time are limited, no redirect leads to another host, and no path of a
/// tree leads out of it. Secrets are in no message and no `toString`. A library that functions may
/// import; it knows nothing of applications. Start reading at [dev.tiphys.sources.git.GitRemote] or
/// [dev.tiphys.sources.tree.Tree].
@NullMarked
package dev.tiphys.sources;

import org.jspecify.annotations.NullMarked;
