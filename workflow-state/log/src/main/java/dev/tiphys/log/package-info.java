/// The state log: what remembers. Streams of facts in a bucket, appended with a create-only put.
///
/// Generic over facts, commands and states: it knows neither workflows nor Kubernetes nor
/// CloudEvents, and refuses to grow a second way of ordering things (no leases, no leader, no
/// clock). Start reading at [dev.tiphys.log.stream.Streams] (load, decide, append), then
/// [dev.tiphys.log.stream.EventLog] (one record, three outcomes), then
/// [dev.tiphys.log.store.ObjectStore] (the one port below). What lies on disk is described in
/// `docs/log-format.md`. This package itself holds only [LogFailure], which all the others throw.
@NullMarked
package dev.tiphys.log;

import org.jspecify.annotations.NullMarked;
