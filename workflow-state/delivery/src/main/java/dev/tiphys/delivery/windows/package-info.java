/// When a project lets applications sync (C130–C135, C214–C217): which windows are for an
/// application, which of them are open, and what that means for a sync that a person or a policy
/// asks for or that is already under way. Start at [SyncWindows#decide].
@NullMarked
package dev.tiphys.delivery.windows;

import org.jspecify.annotations.NullMarked;
