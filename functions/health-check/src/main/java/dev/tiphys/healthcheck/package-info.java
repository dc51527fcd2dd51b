/// Looks at what syncs wait for, and says when the waiting is over.
///
/// Refuses to change anything in a cluster. Start at [HealthCheck#accept].
@NullMarked
package dev.tiphys.healthcheck;

import org.jspecify.annotations.NullMarked;
