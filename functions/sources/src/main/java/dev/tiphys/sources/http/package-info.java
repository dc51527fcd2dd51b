/// HTTP to repositories: one pool of connections for all that are trusted alike, no redirects to
/// other hosts, no address of a metadata service, time and bytes limited.
@NullMarked
package dev.tiphys.sources.http;

import org.jspecify.annotations.NullMarked;
