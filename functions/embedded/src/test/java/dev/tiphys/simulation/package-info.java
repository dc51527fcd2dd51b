/// One seed, one world: the functions over a broker that loses, repeats and reorders, a store that
/// refuses and forgets to answer, clocks that jump, and two processes that crash (DESIGN §10).
///
/// Everything happens in one thread and comes from one random generator, so that a seed always
/// gives the same story. Nothing here is a mock of ours: the functions, the engine and the log are
/// those of production, and only what stands around them is simulated. Start reading at
/// [dev.tiphys.simulation.World#run]; what must hold whatever happens is in
/// [dev.tiphys.simulation.Truth]. Delivery has a world of its own, in the same weather:
/// [dev.tiphys.simulation.DeliveryWorld#run] and [dev.tiphys.simulation.DeliveryTruth].
@NullMarked
package dev.tiphys.simulation;

import org.jspecify.annotations.NullMarked;
