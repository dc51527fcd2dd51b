package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import org.jspecify.annotations.Nullable;

/// One object of an application, as a comparison found it.
///
/// @param desired null if it is not wanted
/// @param live null if it is not there
/// @param difference what an apply would change
/// @param status null if it does not count: hooks, and copies of others' objects
/// @param requiresPruning whether it is live, the application's own, and not wanted
/// @param requiresDeletionConfirmation whether somebody has to agree before it is deleted
/// @param wave in which it is synced
/// @param hook whether it is a hook
public record Compared(
    ObjectKey key,
    @Nullable ObjectNode desired,
    @Nullable ObjectNode live,
    Difference difference,
    @Nullable SyncStatus status,
    boolean requiresPruning,
    boolean requiresDeletionConfirmation,
    int wave,
    boolean hook) {}
