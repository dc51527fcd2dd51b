package dev.tiphys.delivery.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.ResolvedSource;
import java.time.Instant;
import java.util.List;

/// A sync that brought the whole application to the cluster (`status.history[]`), with what it
/// brought: to go back to it needs no source and no renderer.
public record HistoryEntry(
    long id,
    List<ResolvedSource> sources,
    Blob manifests,
    JsonNode initiatedBy,
    Instant deployStartedAt,
    Instant deployedAt) {}
