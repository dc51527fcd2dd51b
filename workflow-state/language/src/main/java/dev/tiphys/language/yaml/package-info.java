/// Reads YAML and JSON files that strangers wrote, and remembers where everything stood.
///
/// Scalars mean what they mean to Argo's parser, which follows YAML 1.1 as Go programs know it
/// (`yes` is true, `010` is 8, `1e3` is 1000). Refused, each with file, line and column: tags
/// beyond the standard ones, duplicate keys, control characters, UTF-16, and whatever exceeds a
/// limit of [Limits]. Start at [YamlReader#read].
@NullMarked
package dev.tiphys.language.yaml;

import org.jspecify.annotations.NullMarked;
