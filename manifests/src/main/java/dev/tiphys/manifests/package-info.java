/// What is applied to a cluster, as far as it follows from code: the definitions of our kinds from
/// the language's table of fields, and of each function its service, its rights and what wakes it.
///
/// The files lie beside this module, in `crds/` and `base/functions/`, and are committed: who
/// installs Tiphys needs kubectl and no JDK. `GeneratedTest` fails when they differ from what
/// [Manifests] makes. Refused: anything that a person would rather read and change as YAML. Start
/// reading at [Manifests].
@NullMarked
package dev.tiphys.manifests;

import org.jspecify.annotations.NullMarked;
