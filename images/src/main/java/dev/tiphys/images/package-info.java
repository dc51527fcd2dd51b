/// Makes the images of functions: of nothing but a linked Java runtime, the few libraries of the
/// system that it needs, the jars of one function, and a cache of what these do when they start.
///
/// No container engine is needed and no base image is fetched. Start reading at [BuildImages];
/// [ColdStart] says what it is good for.
@NullMarked
package dev.tiphys.images;

import org.jspecify.annotations.NullMarked;
