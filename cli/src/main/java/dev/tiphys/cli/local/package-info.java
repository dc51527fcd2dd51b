/// A host in this process, as far as `run` and `up` need to know it.
///
/// [LocalHost] is opened with what the command line says; whoever builds hosts stands behind it.
/// Nothing in here loads a host before it is asked for: `--help` must not wait for one.
@NullMarked
package dev.tiphys.cli.local;

import org.jspecify.annotations.NullMarked;
