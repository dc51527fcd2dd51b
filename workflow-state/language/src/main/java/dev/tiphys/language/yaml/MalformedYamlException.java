package dev.tiphys.language.yaml;

/// A file is not acceptable YAML. The message says what was expected and what was found.
public final class MalformedYamlException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;
  private final String problem;

  MalformedYamlException(String file, int line, int column, String problem) {
    super(file + ":" + line + ":" + column + ": " + problem);
    this.file = file;
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  public String file() {
    return file;
  }

  /// From 1.
  public int line() {
    return line;
  }

  /// From 1.
  public int column() {
    return column;
  }

  /// The message without the position.
  public String problem() {
    return problem;
  }
}
