/// The language of `depends`: which ends of other tasks let a task start? Begin at
/// [Depends#parse].
///
/// The rules are those of workflows-expr.md §5. A task that is named alone is rewritten to the
/// three results that count as good, and messages point into that rewritten text, as users of Argo
/// know them. Beyond names, results, `&&`, `||`, `!` and parentheses only `==` and `!=` between
/// results are read, because Argo reads them too: no literals, no word operators, no tags. Whether
// the tasks exist is for others to check.
@NullMarked
package dev.tiphys.language.depends;

import org.jspecify.annotations.NullMarked;
