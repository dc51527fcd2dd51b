/// A Workflow as people read it: the JSON that Argo's API gives becomes lines of text, in the shape
/// that users of `argo` know.
///
/// Pure: what is shown follows from the JSON, the [Moment] and the [Look] alone. It decides nothing
/// about a run, and takes any JSON: what is missing or of another type shows as empty, since a
/// picture of a broken thing is how people find what broke it. Start at [Picture]; the shape of the
/// tree is in [NodeTree].
@NullMarked
package dev.tiphys.cli.view;

import org.jspecify.annotations.NullMarked;
