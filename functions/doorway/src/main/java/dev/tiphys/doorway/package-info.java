/// What every function shares: how an event comes in, how a command is carried out, and how what
/// follows goes out.
///
/// [Runs] joins the engine and the log, [Broker] takes what is to be announced, [CloudEventServer]
/// answers HTTP with the status that is the retry policy, and [FunctionHost] puts a function of the
/// Spring Cloud Function catalog behind it. This package refuses to know what any function is for.
/// Start reading at [Runs#handle].
@NullMarked
package dev.tiphys.doorway;

import org.jspecify.annotations.NullMarked;
