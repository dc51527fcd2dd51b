/// Go's `text/template` with sprig's functions, as ApplicationSets are written in it. A text is
/// parsed by [GoTemplate#parse] and executed as often as wanted; errors are told in the words of
/// Go, with the place. What one execution may cost is limited.
///
/// Whole numbers stay whole: where Go would print a number of a JSON document as `1e+06`, this
/// prints 1000000.
@NullMarked
package dev.tiphys.language.gotemplate;

import org.jspecify.annotations.NullMarked;
