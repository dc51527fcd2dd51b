package dev.tiphys.render;

import dev.tiphys.language.application.Kustomize;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The words of `kustomize build` that an installation asks for (C043), and those that charts of a
/// kustomization need (C042).
final class KustomizeOptions {
  private static final String HELM = "--enable-helm";

  /// What would read or write elsewhere than in the kustomization.
  private static final Set<String> REFUSED =
      Set.of("-o", "--output", "--helm-command", "--mount", "--network", "-e", "--env");

  private KustomizeOptions() {}

  /// @param asked words of the configuration
  /// @param cluster asked only if there may be charts
  /// @throws RenderFailure if a word is none for here, or charts need a Helm that is not there
  static List<String> of(
      List<String> asked, @Nullable Kustomize options, Supplier<Cluster> cluster) {
    var words = new ArrayList<String>();
    for (var word : asked) {
      var name = word.replaceFirst("=.*", "");
      if (REFUSED.contains(name)) {
        throw new RenderFailure("kustomize.buildOptions: %s is not for use here", name);
      }
      words.add(word);
    }
    if (isOn(asked)) {
      var helm =
          Cell.program("helm")
              .orElseThrow(
                  () ->
                      new RenderFailure(
                          "kustomize.buildOptions: --enable-helm needs the program helm, and there"
                              + " is none on this machine"));
      words.addAll(List.of("--helm-command", helm.toString()));
      words.addAll(helm(options, cluster.get()));
    }
    return words;
  }

  private static boolean isOn(List<String> asked) {
    return asked.contains(HELM) || asked.contains(HELM + "=true");
  }

  /// What Helm is told of the cluster: what the source says, else what the cluster is.
  static List<String> helm(@Nullable Kustomize options, Cluster cluster) {
    var words = new ArrayList<String>();
    var version =
        options == null || options.kubeVersion().isEmpty()
            ? cluster.kubeVersion()
            : options.kubeVersion();
    if (!version.isEmpty()) {
      words.addAll(List.of("--helm-kube-version", version));
    }
    var apis =
        options == null || options.apiVersions().isEmpty()
            ? cluster.apiVersions()
            : options.apiVersions();
    apis.forEach(api -> words.addAll(List.of("--helm-api-versions", api)));
    return words;
  }
}
