/// Git repositories: what they point at, and the trees of single commits.
///
/// [GitRemote#refs] asks what there is, [GitRemote#fetch] brings one commit into a repository
/// without a work tree below the folder of [GitRepositories]. Nothing of the machine's own
/// configuration of Git is read, no program is run, no hook and no filter.
@NullMarked
package dev.tiphys.sources.git;

import org.jspecify.annotations.NullMarked;
