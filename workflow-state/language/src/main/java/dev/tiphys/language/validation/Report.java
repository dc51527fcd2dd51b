package dev.tiphys.language.validation;

import java.util.List;

/// Where in a document a check stands, and where its findings go.
record Report(Document document, List<Finding> findings, String path) {
  Report(Document document, List<Finding> findings) {
    this(document, findings, "");
  }

  Report at(String field) {
    return new Report(document, findings, path.isEmpty() ? field : path + "." + field);
  }

  Report at(String list, int index) {
    return at(list).at(index);
  }

  Report at(int index) {
    return new Report(document, findings, path + "[" + index + "]");
  }

  void add(String message) {
    findings.add(document.finding(path, message));
  }
}
