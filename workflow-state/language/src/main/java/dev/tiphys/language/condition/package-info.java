/// The language of `when`: is a step or task started at all? Start at [When#evaluate].
///
/// Grammar and messages follow workflows-expr.md §4. Tags are substituted before; none is read
/// here.
@NullMarked
package dev.tiphys.language.condition;

import org.jspecify.annotations.NullMarked;
