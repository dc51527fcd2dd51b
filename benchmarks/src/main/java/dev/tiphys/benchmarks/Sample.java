package dev.tiphys.benchmarks;

import java.util.Map;

/// One repeat of one contender.
///
/// @param cpu user and system time of the whole process
public record Sample(double value, double seconds, double cpu, Map<String, Double> notes) {}
