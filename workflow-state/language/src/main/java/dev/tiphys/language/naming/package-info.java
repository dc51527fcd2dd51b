/// How nodes, pods and generated resources are called, so that existing tools find them.
///
/// Names are a function of what they name: creating a pod twice is creating it once. Randomness
/// comes in from outside. Start at [NodeIds]; [Dns1123] says which names a cluster takes.
@NullMarked
package dev.tiphys.language.naming;

import org.jspecify.annotations.NullMarked;
