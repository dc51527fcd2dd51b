/// Says, before anything runs, all that is wrong with manifests.
///
/// [Manifests#read] turns a file into documents; [Validation#check] looks at documents together, so
/// that references between them resolve. Nothing stops at the first finding. What only a run can
/// know (values, items, what a dynamic reference names) is left to the run. Messages follow Argo's
/// wording.
@NullMarked
package dev.tiphys.language.validation;

import org.jspecify.annotations.NullMarked;
