package dev.tiphys.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What an application consists of.
///
/// @param manifests of all sources, in their order
/// @param sourceTypes of each source that renders
/// @param fromCache how many sources were not rendered since nothing that they read has changed
public record Rendered(List<ObjectNode> manifests, List<String> sourceTypes, int fromCache) {
  public Rendered {
    manifests = List.copyOf(manifests);
    sourceTypes = List.copyOf(sourceTypes);
  }
}
