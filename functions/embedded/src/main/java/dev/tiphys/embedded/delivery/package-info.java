/// Delivery on one machine: where Applications are kept, which clusters there are, and how the
/// functions of delivery hear each other.
///
/// Start at [DeliveryChain].
@NullMarked
package dev.tiphys.embedded.delivery;

import org.jspecify.annotations.NullMarked;
