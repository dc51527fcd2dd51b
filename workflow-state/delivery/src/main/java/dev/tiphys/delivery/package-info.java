/// What a delivery decides, without doing it: Argo CD's rules as pure functions over manifests and
/// live objects.
///
/// Refuses to touch a clock, chance, files or a cluster. Objects are JSON trees, named by
/// [ObjectKey]. Start with `health`.
@NullMarked
package dev.tiphys.delivery;

import org.jspecify.annotations.NullMarked;
