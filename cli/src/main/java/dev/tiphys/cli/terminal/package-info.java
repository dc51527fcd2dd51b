/// What may reach a terminal, how wide it is there, and how a picture on it is changed.
///
/// [Inert] takes the power from text that came from manifests and logs; whatever is printed has
/// been through it. [Screen] redraws the lines of a picture that changed. This package knows no
/// workflows and prints nothing itself: it turns text into text.
@NullMarked
package dev.tiphys.cli.terminal;

import org.jspecify.annotations.NullMarked;
