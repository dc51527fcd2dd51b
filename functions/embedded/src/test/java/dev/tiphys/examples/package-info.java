/// Every public example of Argo that one machine can run, run here.
///
/// Its outcome and its nodes are those of `examples.tsv`; start reading at [ExamplesTest].
@NullMarked
package dev.tiphys.examples;

import org.jspecify.annotations.NullMarked;
