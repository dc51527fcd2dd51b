/// What an installation of Argo CD is told in ConfigMaps and Secrets of its own namespace.
///
/// Refuses to read files or ask a cluster: whoever has the objects hands them in. Start with
/// [ArgoSettings].
@NullMarked
package dev.tiphys.delivery.settings;

import org.jspecify.annotations.NullMarked;
