/// A node asks a cache, or has something for it → what the cache knows, and what it keeps (F187).
///
/// Start at [Memos]. An entry is an object of its own under `caches/`, in the JSON that Argo
/// keeps in a ConfigMap. Refused: deciding what an answer means for the node. That is the engine's.
@NullMarked
package dev.tiphys.memo;

import org.jspecify.annotations.NullMarked;
