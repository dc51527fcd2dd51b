/// Keeps events that nobody could take, where people find them. Start at [DeadLetterFunction].
@NullMarked
package dev.tiphys.deadletter;

import org.jspecify.annotations.NullMarked;
