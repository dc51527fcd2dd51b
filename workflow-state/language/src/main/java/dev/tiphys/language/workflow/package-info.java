/// The resources that users write, as records: Argo's kinds and every field of them that decides
/// anything. Read only; nothing here resolves a tag, checks a rule or touches a file.
///
/// Components carry Argo's field names. Lists and maps are never null, text that may hold tags
/// stays as written, integers-or-strings and any-strings are text, and what only the pod needs
/// stays JSON. Start at [Resource#from]: it reads any document, normalised by
/// `dev.tiphys.language.schema`. What does not have the shape of its kind is refused with
/// [MalformedResourceException].
@NullMarked
package dev.tiphys.language.workflow;

import org.jspecify.annotations.NullMarked;
