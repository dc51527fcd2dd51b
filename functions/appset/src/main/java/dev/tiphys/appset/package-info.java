/// What generators of ApplicationSets read of the world: Git repositories, the interfaces of
/// providers over HTTP, plugins, and objects of the control namespace. [WorldSources] is the port
/// that `delivery.generators` asks.
///
/// An answer is complete or there is none: a page that is missing, a limit or an error ends the
/// generation, so that nothing is deleted for it.
@NullMarked
package dev.tiphys.appset;

import org.jspecify.annotations.NullMarked;
