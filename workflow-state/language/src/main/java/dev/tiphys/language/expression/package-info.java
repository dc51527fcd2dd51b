/// The expression language of Argo Workflows: expr-lang 1.17 with Argo's extra functions and sprig.
///
/// [Expression#parse] reads a source once; [Expression#evaluate] runs it against an [Environment].
/// Values are null, Boolean, Long, Double, String, List, Map, and the package's own dates and
/// durations: nothing in here reaches Java by reflection, a clock, randomness or I/O. What an
/// expression may see of time and chance is its [Ambient]. Every evaluation has a [Budget], so
/// that hostile text ends in a message and not in an outage.
///
/// Messages follow the Go libraries that users of Argo know, with a position `(line:column)`.
@NullMarked
package dev.tiphys.language.expression;

import org.jspecify.annotations.NullMarked;
