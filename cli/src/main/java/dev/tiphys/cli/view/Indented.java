package dev.tiphys.cli.view;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;

/// `"key": value`, each on a line of its own, elements of lists too.
final class Indented extends DefaultPrettyPrinter {
  private static final long serialVersionUID = 1L;

  Indented() {
    super(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    var indenter = new DefaultIndenter("    ", "\n");
    indentObjectsWith(indenter);
    indentArraysWith(indenter);
  }

  @Override
  public DefaultPrettyPrinter createInstance() {
    return new Indented();
  }
}
