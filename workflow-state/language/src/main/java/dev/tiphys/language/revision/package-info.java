/// Which commit, chart or artifact a `targetRevision` means, given what a repository has: branches
/// and tags ([Refs]), or versions ([Constraint]). Pure; whoever has listed them asks here (C005 to
/// C009). [RepositoryUrl] says when two URLs mean one repository.
@NullMarked
package dev.tiphys.language.revision;

import org.jspecify.annotations.NullMarked;
