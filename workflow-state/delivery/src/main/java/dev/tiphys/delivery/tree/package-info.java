/// What grows from the objects of an application: what they own, what that owns, and what is seen
/// of each (C150, C153, C154).
///
/// Refuses to ask a cluster: live objects are handed in. Start with [ResourceTree].
@NullMarked
package dev.tiphys.delivery.tree;

import org.jspecify.annotations.NullMarked;
