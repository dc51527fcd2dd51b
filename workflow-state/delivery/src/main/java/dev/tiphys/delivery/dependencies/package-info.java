/// Applications that wait for others: the annotation `tiphys.dev/depends-on` names them, and
/// `tiphys.dev/ready-when` may say when one of them is ready. Argo CD has no such thing. A sync of
/// an application that waits does not begin, and says for whom and why; a name that is nobody's, or
/// a circle, is an error and never a wait. Start at [Dependencies].
@NullMarked
package dev.tiphys.delivery.dependencies;

import org.jspecify.annotations.NullMarked;
