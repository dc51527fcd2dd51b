/// What is counted, and how it is told: metrics of workflows (F184) and of this program (F185).
///
/// Whoever commits facts counts them, once: a command that was carried out before is not counted
/// again. [Meter] keeps the values, [RunMeter] makes them of facts, [PrometheusText] and
/// [OtlpExport] tell them. There is no library underneath: those for Prometheus add `_total` to
/// the names of counters, and the dashboards that people bring ask for Argo's names.
///
/// Refused: computing the metric of a workflow. That is the engine's, and a fact.
@NullMarked
package dev.tiphys.doorway.metrics;

import org.jspecify.annotations.NullMarked;
