package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// One kind of generator: makes sets of parameters of what its entry says.
@FunctionalInterface
interface Generator {
  /// @param spec what stands under the kind's name
  /// @throws GenerationException if it cannot
  List<Params> generate(JsonNode spec, Context context);

  /// What all generators of a set share.
  ///
  /// @param set the name of the set
  /// @param namespace the control namespace
  /// @param project what the template says; with braces when it is templated itself
  record Context(
      Templates templates, Sources sources, String set, String namespace, String project) {}
}
