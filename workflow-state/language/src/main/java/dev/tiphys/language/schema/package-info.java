/// Which fields the Argo kinds have, down to the containers' own, and what type each is.
///
/// [Shape] compares a document with them: unknown fields and wrong types are problems, and what
/// comes out is JSON whose strings are strings. The table is data beside this class, generated from
/// the published schemas; a test tells when the two differ. Kinds that are not Argo's are let
/// through.
@NullMarked
package dev.tiphys.language.schema;

import org.jspecify.annotations.NullMarked;
