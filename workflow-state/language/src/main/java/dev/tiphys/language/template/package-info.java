/// Text with tags: `{{name}}` and `{{=expression}}`, in the rules of Argo Workflows.
///
/// A [Text] is parsed once from what the user wrote. [Text#substitute] replaces the tags whose
// names
/// a [Scope] knows, and answers what is left: either a finished string, or a text with tags that a
/// later pass resolves. [Substitution] does the same for a whole JSON tree. Start reading at
/// [Text].
///
/// One deviation from Argo is deliberate: an inserted value is literal for ever. A parameter whose
/// value happens to be `{{workflow.name}}` arrives as these characters, in this pass and in every
/// later one, so a value can never become code.
@NullMarked
package dev.tiphys.language.template;

import org.jspecify.annotations.NullMarked;
