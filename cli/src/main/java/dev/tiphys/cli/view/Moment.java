package dev.tiphys.cli.view;

import java.time.Instant;
import java.time.ZoneId;

/// When and where somebody looks: ages count from here, times of day are of this zone.
public record Moment(Instant now, ZoneId zone) {}
