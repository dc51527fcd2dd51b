/// The contract between the functions: what is asked of a run, what happened to it, and how that
/// is kept.
///
/// A [RunCommand] is a request, a [RunFact] is what was appended to the run's log, and [FactJson]
/// writes facts as the log stores them, with large values beside them ([LargeValues]). [RunNews]
/// are what facts mean to other functions, and [RunEvents] turns commands and news into
/// CloudEvents. This package refuses to decide anything: what follows from what is the engine's
/// business. Start reading at [RunFact]: its records are the vocabulary of the log, and they
/// outlive this code. Components may be added if they may be absent; nothing is ever renamed.
/// `GoldenFilesTest` fails when a stored form changes.
@NullMarked
package dev.tiphys.events;

import org.jspecify.annotations.NullMarked;
