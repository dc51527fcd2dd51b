/// The process in which charts and files of Jsonnet are evaluated: a small program that is started
/// in the sandbox, takes orders on its standard input and answers on its standard output.
///
/// Templates of strangers can loop for ever or fill the memory; then this process is ended, and
/// nobody else is hurt. Refused: nothing; it does what it is told with what it can see. Start
/// reading at [Worker#main].
@NullMarked
package dev.tiphys.render.worker;

import org.jspecify.annotations.NullMarked;
