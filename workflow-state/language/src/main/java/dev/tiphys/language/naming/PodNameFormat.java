package dev.tiphys.language.naming;

/// How pods are called (F202); runs say which one they use in the annotation `pod-name-format`.
public enum PodNameFormat {
  /// The node's id.
  V1,
  /// The workflow, the template and a hash of the node's name. The default.
  V2;

  /// Leaves room for `-` and ten digits within the 253 characters of a subdomain.
  private static final int PREFIX_CHARS_MAX = 242;

  /// The name of the pod of a node. Each try of a node has a node name, and so a pod, of its own.
  ///
  /// @param template its name alone, also when another resource holds it; empty if it is inline
  public String podName(String workflow, String nodeName, String template) {
    if (this == V1 || nodeName.equals(workflow)) {
      return NodeIds.nodeId(workflow, nodeName);
    }
    var prefix = template.isEmpty() ? workflow : workflow + "-" + template;
    return prefix.substring(0, Math.min(prefix.length(), PREFIX_CHARS_MAX))
        + "-"
        + NodeIds.hash(nodeName);
  }
}
