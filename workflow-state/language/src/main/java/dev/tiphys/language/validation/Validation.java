package dev.tiphys.language.validation;

import java.util.ArrayList;
import java.util.List;

/// Finds everything about a set of documents that is wrong before a run.
public final class Validation {
  private Validation() {}

  /// All findings of all documents, in their order. References resolve among these documents.
  public static List<Finding> check(List<Document> documents) {
    var findings = new ArrayList<Finding>();
    documents.forEach(document -> findings.addAll(document.findings()));
    return findings;
  }
}
