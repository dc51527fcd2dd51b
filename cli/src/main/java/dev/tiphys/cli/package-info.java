/// The terminal client: what people type, and what they see.
///
/// [Tiphys] is the command; each subcommand is a class that declares options and hands over to a
/// class that does the work. The two are apart because picocli loads every class that a command's
/// fields and methods name: so `--help` loads neither Jackson nor the language. This package
/// refuses to know rules of workflows; it reads text, calls who knows, and prints.
@NullMarked
package dev.tiphys.cli;

import org.jspecify.annotations.NullMarked;
