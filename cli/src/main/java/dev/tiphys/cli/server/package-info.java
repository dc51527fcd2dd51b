/// Argo Server's REST routes, called: `tiphys up` answers them, and so does Argo Server itself.
///
/// [Routes] says which request does what; [Connection] carries it out and is the one place where a
/// server that is not there, or that refuses, becomes a message ([ServerFailure]). [Watch] is one
/// run as it changes, over connections that may break. Nothing in here prints.
@NullMarked
package dev.tiphys.cli.server;

import org.jspecify.annotations.NullMarked;
