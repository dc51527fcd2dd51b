/// A Kubernetes API server in memory that holds objects, and nothing else.
///
/// It answers what kubectl and client libraries ask of an API server: discovery; get, list, watch,
/// create, update, patch (JSON, merge, strategic merge, server-side apply) and delete; label and
/// field selectors; dry runs; generated names; status as a part of its own; deletion of what an
/// owner leaves behind. Kinds are those of Kubernetes and Argo, and whatever a
/// CustomResourceDefinition defines.
///
/// It is no cluster. Nothing runs in it: no controller makes pods of a Deployment or a Job, nothing
/// schedules, no admission, no validation against schemas, no quotas, no RBAC, no logs, and it
/// forgets everything when it is closed. It listens on this machine only, at a URL that cannot be
/// guessed. Start reading at [Sandbox], then [Objects], which is what it holds.
@NullMarked
package dev.tiphys.sandbox;

import org.jspecify.annotations.NullMarked;
