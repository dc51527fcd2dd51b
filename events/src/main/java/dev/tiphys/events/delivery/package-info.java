/// The contract of delivery: what happened to an application and to a sync, and how that is kept
/// and told.
///
/// An [AppFact] is what was appended to the stream of an application and a [SyncFact] what was
/// appended to that of a sync; [DeliveryJson] writes both as the log stores them, and
/// [DeliveryEvents] turns them into CloudEvents whose data are the facts themselves. What is large
/// (manifests, lists of resources, inventories) is a blob; facts carry its digest. This package
/// refuses to decide anything. Components may be added if they may be absent; nothing is ever
/// renamed. `DeliveryGoldenFilesTest` fails when a stored form changes.
@NullMarked
package dev.tiphys.events.delivery;

import org.jspecify.annotations.NullMarked;
