package dev.tiphys.language.naming;

import java.nio.charset.StandardCharsets;

/// Ids of nodes, as keys of `status.nodes` (F201).
public final class NodeIds {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private NodeIds() {}

  /// The workflow's name for its root, else that name, `-` and a hash of the node's name.
  ///
  /// Two nodes of one workflow can share an id: the hash has only 32 bits.
  public static String nodeId(String workflow, String nodeName) {
    return nodeName.equals(workflow) ? workflow : workflow + "-" + hash(nodeName);
  }

  /// FNV-1a, 32 bits, of the name in UTF-8, as an unsigned decimal number.
  static String hash(String nodeName) {
    var hash = FNV_OFFSET;
    for (var octet : nodeName.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
    }
    return Integer.toUnsignedString(hash);
  }
}
