/// Staying with a run until it ends, and showing how it moves.
///
/// [Following] is the loop; where states come from ([Snapshots]: a server or a run in this process)
/// and where they go ([Display]: a live tree, plain lines or nowhere) is given to it.
@NullMarked
package dev.tiphys.cli.follow;

import org.jspecify.annotations.NullMarked;
