/// All functions in one process: what `tiphys run` and `tiphys up` are (DESIGN §8).
///
/// [Host] puts the functions behind an [InProcessBroker] over one store, sweeps what an earlier
/// process left open, and is what the API and the command line talk to. Nothing of a run lives here
/// but what can be had from its log: a host may be killed at any moment. This package refuses to
/// decide anything about a run. Start reading at [Host#open].
@NullMarked
package dev.tiphys.embedded;

import org.jspecify.annotations.NullMarked;
