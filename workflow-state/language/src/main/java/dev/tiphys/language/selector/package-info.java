/// Which nodes of a run does `--node-field-selector` mean? Begin at [NodeSelector#parse].
///
/// Grammar and keys are those of workflows-cli-api.md §1.2. A key beyond them is refused, because a
/// misspelt one would silently choose every node or none. What a node holds is asked of a
/// [Selectable]; nothing in here knows nodes.
@NullMarked
package dev.tiphys.language.selector;

import org.jspecify.annotations.NullMarked;
