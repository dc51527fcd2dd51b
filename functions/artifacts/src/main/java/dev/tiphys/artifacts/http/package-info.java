/// HTTP as the kinds of storage need it that have no client of their own.
///
/// [HttpClients] makes an [Http], which sends a [Call] and gives a [Reply], always streamed, only
// to
/// addresses that [dev.tiphys.artifacts.Egress] allows, and follows redirects without taking
/// credentials along to strangers.
@NullMarked
package dev.tiphys.artifacts.http;

import org.jspecify.annotations.NullMarked;
