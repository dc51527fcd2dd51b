/// How objects of Kubernetes merge: JSON merge, strategic merge and server-side apply, with the
/// facts about types that they need.
///
/// [Schema] tells of every field how it merges, what form its values have and what they are when
/// nothing is said; it is what a Kubernetes 1.36 API server serves (Apache-2.0), reduced to these
/// facts. [Merges] and [Applying] are what an API server does with a patch, [ThreeWay] is what a
/// client would ask for, [Typed] how a value reads once a server has taken it in. Refuses to know
/// of Argo. Start with [Schema].
@NullMarked
package dev.tiphys.delivery.merge;

import org.jspecify.annotations.NullMarked;
