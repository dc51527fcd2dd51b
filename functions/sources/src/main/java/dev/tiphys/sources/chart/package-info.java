/// Charts and other artifacts: of Helm repositories with an `index.yaml`, and of OCI registries.
///
/// [HelmRepository] and [OciRegistry] say which versions there are and bring one; [Unpacked] keeps
/// what came out of an archive by its digest. A digest that a server names has to be that of what
/// it sends.
@NullMarked
package dev.tiphys.sources.chart;

import org.jspecify.annotations.NullMarked;
