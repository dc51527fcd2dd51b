package dev.tiphys.cli.trial;

import dev.tiphys.language.validation.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of tests, with the manifests that it names.
///
/// @param workflow the document that is tested, a Workflow or what one can be made from
/// @param from how a template or CronWorkflow is named as `submit --from` does; null for a Workflow
/// @param documents all that the run may refer to
public record TestFile(
    String name,
    Document workflow,
    @Nullable String from,
    List<Document> documents,
    List<TestCase> tests) {}
