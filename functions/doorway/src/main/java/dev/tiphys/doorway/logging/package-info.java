/// What is written to the log of a process, for programs or for people.
///
/// Code says what it has to say by `System.Logger`; which event it was at is added here.
@NullMarked
package dev.tiphys.doorway.logging;

import org.jspecify.annotations.NullMarked;
