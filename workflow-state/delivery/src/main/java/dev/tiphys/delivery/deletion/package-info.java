/// How the objects of an application go with it (alg §18, C145–C148): which finalizer asks for
// what,
/// what may be deleted now, and how hooks of the deletion stand. Pure.
@NullMarked
package dev.tiphys.delivery.deletion;

import org.jspecify.annotations.NullMarked;
