/// Whether what is live is what is wanted, as Argo CD sees it (cd-sync-algorithm §2–§5).
///
/// [Tracking] knows which live objects belong to an application, [DesiredState] brings rendered
/// manifests into the form in which they are compared, [Pairs] finds for each the live object,
/// [Differ] tells what an apply would change, and [Comparer] does all of it for an application.
/// Refuses to ask a cluster: what is live comes in, and so does the answer of a dry run. Start with
/// [Comparer].
@NullMarked
package dev.tiphys.delivery.compare;

import org.jspecify.annotations.NullMarked;
