/// Patterns over names and paths, of the two dialects that Argo CD mixes: globs with `**` and
/// `{a,b}` ([Glob]), and those of Go's `path.Match` ([PathPattern]). What anybody may
/// write matches in linear time; regular expressions of those who run the house have a budget
/// ([Regex]).
@NullMarked
package dev.tiphys.language.glob;

import org.jspecify.annotations.NullMarked;
