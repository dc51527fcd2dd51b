/// How live objects are: built-in rules for Kubernetes' own kinds, rules in Lua for all others, and
/// those that users keep in `argocd-cm` (cd-sync-algorithm §16, §19).
///
/// Refuses to ask a cluster: an object is judged by what it says itself. Start with [HealthRules].
@NullMarked
package dev.tiphys.delivery.health;

import org.jspecify.annotations.NullMarked;
