package dev.tiphys.delivery.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What people look for in an object: its images, where it is reached, how far it is.
public final class NodeFacts {
  /// The field of an entry of a list of resources that holds what a summary has of its object.
  public static final String SUMMARY = "summary";

  private static final String LINK = "link.argocd.argoproj.io/";
  private static final String IGNORE_LINKS = "argocd.argoproj.io/ignore-default-links";
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final List<String> POD_SPECS =
      List.of("/spec", "/spec/template/spec", "/spec/jobTemplate/spec/template/spec");
  private static final Set<String> WITH_PODS =
      Set.of(
          "Pod",
          "Deployment",
          "ReplicaSet",
          "StatefulSet",
          "DaemonSet",
          "Job",
          "CronJob",
          "ReplicationController",
          "Rollout");

  private NodeFacts() {}

  /// The images of its containers.
  public static SortedSet<String> images(JsonNode object) {
    var images = new TreeSet<String>();
    if (!WITH_PODS.contains(object.path("kind").asText())) {
      return images;
    }
    for (var spec : POD_SPECS) {
      for (var field : List.of("initContainers", "containers")) {
        for (var container : object.at(spec + "/" + field)) {
          var image = container.path("image").asText("");
          if (!image.isEmpty()) {
            images.add(image);
          }
        }
      }
    }
    return images;
  }

  /// The addresses by which people reach it: what its annotations link to, and of an Ingress its
  /// hosts.
  public static SortedSet<String> urls(JsonNode object) {
    var urls = new TreeSet<String>();
    for (var annotation : object.at("/metadata/annotations").properties()) {
      if (annotation.getKey().startsWith(LINK)) {
        var text = annotation.getValue().asText();
        var url = text.substring(text.indexOf('|') + 1).strip();
        if (url.startsWith("https://") || url.startsWith("http://")) {
          urls.add(url);
        }
      }
    }
    var ignored = object.at("/metadata/annotations").path(IGNORE_LINKS).asText().equals("true");
    if (object.path("kind").asText().equals("Ingress") && !ignored) {
      ingress(object, urls);
    }
    return urls;
  }

  private static void ingress(JsonNode ingress, Set<String> urls) {
    for (var rule : ingress.at("/spec/rules")) {
      var host = rule.path("host").asText("");
      var scheme = isSecure(ingress, host) ? "https" : "http";
      for (var address : host.isEmpty() ? addresses(ingress) : List.of(host)) {
        var paths = rule.at("/http/paths");
        if (paths.isEmpty()) {
          urls.add(scheme + "://" + address);
        }
        for (var path : paths) {
          var text = path.path("path").asText("").replaceFirst("[*]+$", "");
          urls.add(scheme + "://" + address + (text.equals("/") ? "" : text));
        }
      }
    }
  }

  private static List<String> addresses(JsonNode ingress) {
    var addresses = new ArrayList<String>();
    for (var each : ingress.at("/status/loadBalancer/ingress")) {
      var name = each.path("hostname").asText("");
      addresses.add(name.isEmpty() ? each.path("ip").asText("") : name);
    }
    return addresses;
  }

  private static boolean isSecure(JsonNode ingress, String host) {
    for (var tls : ingress.at("/spec/tls")) {
      if (!tls.path("secretName").asText("").isEmpty()) {
        return true;
      }
      for (var each : tls.path("hosts")) {
        if (each.asText().equals(host)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Writes them as a node of a tree has them.
  static void write(JsonNode object, ObjectNode node) {
    var metadata = object.path("metadata");
    node.put("uid", metadata.path("uid").asText());
    node.put("resourceVersion", metadata.path("resourceVersion").asText());
    node.put("createdAt", metadata.path("creationTimestamp").asText());
    var images = images(object);
    if (!images.isEmpty()) {
      images.forEach(node.putArray("images")::add);
    }
    var kind = ObjectKey.of(object);
    if (kind.group().isEmpty() && kind.kind().equals("Pod")) {
      pod(object, node);
    }
    var revision = metadata.path("annotations").path(REVISION).asText("");
    if (!revision.isEmpty() && kind.kind().equals("ReplicaSet")) {
      info(node, "Revision", "Rev:" + revision);
    }
    network(object, kind, node);
  }

  private static void network(JsonNode object, ObjectKey kind, ObjectNode node) {
    var network = JsonNodeFactory.instance.objectNode();
    if (kind.group().isEmpty() && kind.kind().equals("Service")) {
      copy(object.at("/spec/selector"), network, "targetLabels");
    } else if (kind.kind().equals("Pod")) {
      copy(object.at("/metadata/labels"), network, "labels");
    }
    var urls = urls(object);
    if (!urls.isEmpty()) {
      urls.forEach(network.putArray("externalURLs")::add);
    }
    if (!network.isEmpty()) {
      node.set("networkingInfo", network);
    }
  }

  private static void copy(JsonNode from, ObjectNode to, String field) {
    if (from.isObject()) {
      to.set(field, from.deepCopy());
    }
  }

  private static void pod(JsonNode pod, ObjectNode node) {
    var ready = 0;
    var restarts = 0;
    var reason = pod.at("/status/reason").asText(pod.at("/status/phase").asText(""));
    for (var container : pod.at("/status/containerStatuses")) {
      ready += container.path("ready").asBoolean() ? 1 : 0;
      restarts += container.path("restartCount").asInt();
      var waiting = container.at("/state/waiting/reason").asText("");
      reason = waiting.isEmpty() ? reason : waiting;
    }
    if (!reason.isEmpty()) {
      info(node, "Status Reason", reason);
    }
    var host = pod.at("/spec/nodeName").asText("");
    if (!host.isEmpty()) {
      info(node, "Node", host);
    }
    info(node, "Containers", ready + "/" + pod.at("/spec/containers").size());
    if (restarts > 0) {
      info(node, "Restart Count", Integer.toString(restarts));
    }
  }

  private static void info(ObjectNode node, String name, String value) {
    node.withArrayProperty("info").addObject().put("name", name).put("value", value);
  }
}
