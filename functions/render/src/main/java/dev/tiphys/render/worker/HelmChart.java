package dev.tiphys.render.worker;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;

/// Renders a chart by Helm itself.
final class HelmChart {
  private HelmChart() {}

  static String render(Order order) {
    var template =
        new Helm(Path.of(order.one("chart")))
            .template()
            .withName(order.one("name"))
            .withNamespace(order.one("namespace"));
    if (!order.one("kubeVersion").isEmpty()) {
      template.withKubeVersion(order.one("kubeVersion"));
    }
    order.all("values").forEach(file -> template.withValuesFile(Path.of(file)));
    order.pairs("set").forEach(template::set);
    order.pairs("setFile").forEach((name, file) -> template.setFile(name, Path.of(file)));
    return template.call();
  }
}
