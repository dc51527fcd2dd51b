/// Turns the sources of an application into manifests, the same for the same input, whoever asks.
///
/// [Renderer] takes one source after the other: overrides in the repository, the type of the
/// source, then its tool. A tool sees a copy of the files that it may read and nothing else: no
/// network, no environment, no cluster, and nothing outside of the repository. Whatever was read is
/// written down in a [Journal]; [RenderCache] answers again as long as none of it has changed.
/// Refused: more bytes, files, objects or time than [RenderLimits] says. Start reading at
/// [Renderer#render].
@NullMarked
package dev.tiphys.render;

import org.jspecify.annotations.NullMarked;
