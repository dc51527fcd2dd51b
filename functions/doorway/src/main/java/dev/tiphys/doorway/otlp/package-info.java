/// How an OpenTelemetry collector is told of metrics and traces: over HTTP, in JSON, as the
/// variables `OTEL_*` of the environment say.
///
/// There is no library underneath: what is told is a fold of the log, and a start that loads one
/// would take several times as long. Refused: gRPC, and anything about who is told by whom that
/// these variables do not say.
@NullMarked
package dev.tiphys.doorway.otlp;

import org.jspecify.annotations.NullMarked;
