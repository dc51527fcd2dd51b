/// Shows runs in the status of their Workflows, and does what people write into these.
///
/// The status is a fold of the log and knows the version that it shows: it never goes back, and
/// whoever deletes or edits it sees it come back. Refused: keeping anything that the log does not
/// know. Start reading at [Projection].
@NullMarked
package dev.tiphys.projection;

import org.jspecify.annotations.NullMarked;
