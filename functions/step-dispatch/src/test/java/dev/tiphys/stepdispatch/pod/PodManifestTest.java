package dev.tiphys.stepdispatch.pod;

import static dev.tiphys.stepdispatch.pod.Steps.container;
import static dev.tiphys.stepdispatch.pod.Steps.pod;
import static dev.tiphys.stepdispatch.pod.Steps.step;
import static dev.tiphys.stepdispatch.pod.Steps.words;
import static dev.tiphys.stepdispatch.pod.Steps.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PodManifestTest {
  private static final String ECHO = "container: {image: busybox, command: [echo], args: [hi]}";

  private static String variable(JsonNode container, String name) {
    for (var variable : container.path("env")) {
      if (variable.path("name").asText().equals(name)) {
        return variable.path("value").asText();
      }
    }
    return "";
  }

  private static String mounts(JsonNode container) {
    return String.join(
        " ",
        container
            .path("volumeMounts")
            .valueStream()
            .map(m -> m.path("name").asText() + ":" + m.path("mountPath").asText())
            .toList());
  }

  @Test
  void a_pod_is_named_labelled_and_owned_as_users_of_Argo_expect() {
    var metadata = pod("{name: a, " + ECHO + "}").path("metadata");
    assertThat(metadata.path("name").asText()).isEqualTo("hello-a-123");
    assertThat(metadata.path("namespace").asText()).isEqualTo("argo");
    assertThat(metadata.path("labels"))
        .isEqualTo(
            yaml(
                "{workflows.argoproj.io/workflow: hello,"
                    + " workflows.argoproj.io/completed: 'false'}"));
    assertThat(metadata.path("annotations"))
        .isEqualTo(
            yaml(
                """
                kubectl.kubernetes.io/default-container: main
                workflows.argoproj.io/node-name: hello.a
                workflows.argoproj.io/node-id: hello-123
                tiphys.dev/run-uid: 0a1b2c3d-0000-4000-8000-000000000001
                tiphys.dev/node: '3'
                """));
    assertThat(metadata.path("ownerReferences"))
        .isEqualTo(
            yaml(
                """
                - apiVersion: argoproj.io/v1alpha1
                  kind: Workflow
                  name: hello
                  uid: 0a1b2c3d-0000-4000-8000-000000000001
                  controller: true
                  blockOwnerDeletion: true
                """));
  }

  @Test
  void a_workflow_that_is_no_object_of_the_cluster_owns_nothing() {
    var settings = PodSettings.of(yaml("{}"), null, false);
    var pod = PodManifest.of(step("{" + ECHO + "}"), settings, Steps.NOW).pod();
    assertThat(pod.path("metadata").has("ownerReferences")).isFalse();
    assertThat(variable(container(pod, "wait"), "K_SINK")).isEmpty();
  }

  @Test
  void metadata_of_the_template_wins_over_podMetadata_and_ours_over_both() {
    var metadata =
        pod(
                "{"
                    + ECHO
                    + ", metadata: {labels: {a: t, workflows.argoproj.io/workflow: x},"
                    + " annotations: {b: t}}}",
                "{podMetadata: {labels: {a: w, c: w}, annotations: {b: w, d: w}}}")
            .path("metadata");
    assertThat(metadata.at("/labels/a").asText()).isEqualTo("t");
    assertThat(metadata.at("/labels/c").asText()).isEqualTo("w");
    assertThat(metadata.path("labels").path("workflows.argoproj.io/workflow").asText())
        .isEqualTo("hello");
    assertThat(metadata.at("/annotations/b").asText()).isEqualTo("t");
    assertThat(metadata.at("/annotations/d").asText()).isEqualTo("w");
  }

  @Test
  void the_supervisor_comes_before_the_command() {
    var main = container(pod("{" + ECHO + "}"), "main");
    assertThat(words(main.path("command"))).isEqualTo("/var/run/argo/supervisor");
    assertThat(words(main.path("args")))
        .isEqualTo("run --step /var/run/argo --name main --grace 30 -- echo hi");
    assertThat(mounts(main)).isEqualTo("var-run-argo:/var/run/argo");
  }

  @Test
  void an_image_without_a_command_is_looked_up() {
    var main = container(pod("{container: {image: 'argoproj/known:1'}}"), "main");
    assertThat(words(main.path("args"))).endsWith("-- /known hello");
    var own = container(pod("{container: {image: 'argoproj/known:1', args: [bye]}}"), "main");
    assertThat(words(own.path("args"))).endsWith("-- /known bye");
  }

  @Test
  void an_image_that_nobody_knows_needs_a_command() {
    assertThatThrownBy(() -> pod("{container: {image: 'who:1'}}"))
        .isInstanceOf(PodFailure.class)
        .hasMessage(
            "container 'main' has no command, and its image 'who:1' is not among 'images' of the"
                + " configuration");
  }

  @Test
  void a_script_is_put_into_the_shared_folder_and_named_last() {
    var pod = pod("{script: {image: bash, command: [bash, -e], source: 'echo $(date) $$'}}");
    var main = container(pod, "main");
    assertThat(words(main.path("args"))).endsWith("-- bash -e /var/run/argo/script");
    assertThat(main.has("source")).isFalse();
    var init = container(pod, "init");
    assertThat(words(init.path("command"))).isEqualTo("/supervisor");
    assertThat(words(init.path("args"))).isEqualTo("install /var/run/argo main");
    // The kubelet reads $$ as $.
    assertThat(variable(init, "TIPHYS_SCRIPT")).isEqualTo("echo $$(date) $$$$");
  }

  @Test
  void outputs_are_kept_by_the_supervisor_of_main() {
    var pod =
        pod(
            Steps.capturing(
                step(
                    "{"
                        + ECHO
                        + """
                        , outputs: {
                          parameters: [{name: p, valueFrom: {path: /tmp/p$1, default: d}}],
                          artifacts: [{name: a, path: /tmp/dir}]}}
                        """)));
    assertThat(words(container(pod, "main").path("args")))
        .contains("--result 262144", "--file /tmp/p$$1 --tree /tmp/dir -- echo hi");
  }

  @Test
  void logs_are_kept_only_if_they_are_archived() {
    var args = words(container(pod("{" + ECHO + "}", "{archiveLogs: true}"), "main").path("args"));
    assertThat(args).contains("--log 67108864");
  }

  @Test
  void sidecars_end_when_the_work_is_done() {
    var pod = pod("{" + ECHO + ", sidecars: [{name: db, image: x, command: [db], args: [-v]}]}");
    assertThat(words(container(pod, "db").path("args")))
        .isEqualTo("run --step /var/run/argo --name db --grace 30 --until main -- db -v");
  }

  @Test
  void initContainers_stay_as_they_are_after_ours() {
    var pod =
        pod(
            """
            container: {image: x, command: [a], volumeMounts: [{name: v, mountPath: /v}]}
            initContainers: [{name: first, image: y, mirrorVolumeMounts: true}]
            volumes: [{name: v, emptyDir: {}}]
            """);
    assertThat(pod.at("/spec/initContainers/0/name").asText()).isEqualTo("init");
    assertThat(pod.at("/spec/initContainers/1"))
        .isEqualTo(yaml("{name: first, image: y, volumeMounts: [{name: v, mountPath: /v}]}"));
  }

  @Test
  void containers_of_a_set_depend_on_each_other_and_are_tried_again() {
    var pod =
        pod(
            """
            containerSet:
              retryStrategy: {retries: '2', duration: 5s}
              volumeMounts: [{name: w, mountPath: /w}]
              containers:
              - {name: a, image: x, command: [a]}
              - {name: main, image: x, command: [b], dependencies: [a]}
            volumes: [{name: w, emptyDir: {}}]
            """);
    var main = container(pod, "main");
    assertThat(words(main.path("args"))).contains("--retries 2 --pause 5 --after a");
    assertThat(main.has("dependencies")).isFalse();
    assertThat(mounts(main)).contains("w:/w");
    assertThat(words(container(pod, "init").path("args"))).endsWith("a main");
    assertThat(pod.path("metadata").path("annotations").toString())
        .contains("\"kubectl.kubernetes.io/default-container\":\"main\"");
  }

  @Test
  void fields_of_the_template_win_over_those_of_the_workflow() {
    var spec =
        pod(
                "{"
                    + ECHO
                    + ", nodeSelector: {a: t}, priorityClassName: high, priority: 5,"
                    + " serviceAccountName: t, securityContext: {runAsUser: 1}}",
                """
                nodeSelector: {b: w}
                tolerations: [{key: k}]
                serviceAccountName: w
                podPriorityClassName: low
                schedulerName: s
                hostNetwork: true
                dnsPolicy: Default
                dnsConfig: {nameservers: [1.1.1.1]}
                hostAliases: [{ip: 1.2.3.4, hostnames: [a]}]
                imagePullSecrets: [{name: pull}]
                automountServiceAccountToken: false
                securityContext: {runAsUser: 2}
                affinity: {nodeAffinity: {}}
                podResources: {limits: {cpu: 1}}
                """)
            .path("spec");
    var expected =
        yaml(
            """
            restartPolicy: Never
            nodeSelector: {a: t}
            tolerations: [{key: k}]
            serviceAccountName: t
            priorityClassName: high
            priority: 5
            schedulerName: s
            hostNetwork: true
            dnsPolicy: Default
            dnsConfig: {nameservers: [1.1.1.1]}
            hostAliases: [{ip: 1.2.3.4, hostnames: [a]}]
            imagePullSecrets: [{name: pull}]
            automountServiceAccountToken: false
            securityContext: {runAsUser: 1}
            affinity: {nodeAffinity: {}}
            resources: {limits: {cpu: 1}}
            """);
    expected
        .properties()
        .forEach(f -> assertThat(spec.get(f.getKey())).as(f.getKey()).isEqualTo(f.getValue()));
  }

  @Test
  void only_volumes_that_are_mounted_are_there() {
    var pod =
        pod(
            "{container: {image: x, command: [a], volumeMounts: [{name: v, mountPath: /v},"
                + " {name: work, mountPath: /w}]}, volumes: [{name: v, emptyDir: {}}]}",
            "{volumes: [{name: v, secret: {secretName: s}}, {name: other, emptyDir: {}}],"
                + " volumeClaimTemplates: [{metadata: {name: work}, spec: {a: 1}},"
                + " {metadata: {name: unused}}]}");
    assertThat(pod.at("/spec/volumes").valueStream().map(v -> v.path("name").asText()))
        .containsExactly("var-run-argo", "tmp-dir-argo", "v", "work");
    assertThat(pod.at("/spec/volumes/2")).isEqualTo(yaml("{name: v, emptyDir: {}}"));
    assertThat(pod.at("/spec/volumes/3"))
        .isEqualTo(yaml("{name: work, persistentVolumeClaim: {claimName: hello-work}}"));
  }

  @Test
  void the_claims_that_a_pod_mounts_are_made_before_it() {
    var made =
        PodManifest.of(
            step(
                "{container: {image: x, command: [a], volumeMounts: [{name: w, mountPath: /w}]}}",
                "{volumeClaimTemplates: [{metadata: {name: w, labels: {l: '1'}},"
                    + " spec: {accessModes: [ReadWriteOnce]}}, {metadata: {name: unused}}]}"),
            Steps.SETTINGS,
            Steps.NOW);
    assertThat(made.before()).hasSize(1);
    var claim = made.before().getFirst();
    assertThat(claim.path("kind").asText()).isEqualTo("PersistentVolumeClaim");
    assertThat(claim.at("/metadata/name").asText()).isEqualTo("hello-w");
    assertThat(claim.at("/metadata/labels/l").asText()).isEqualTo("1");
    assertThat(claim.at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("Workflow");
    assertThat(claim.path("spec")).isEqualTo(yaml("{accessModes: [ReadWriteOnce]}"));
  }

  @Test
  void a_mount_of_no_volume_is_an_error() {
    assertThatThrownBy(
            () ->
                pod(
                    "{container: {image: x, command: [a],"
                        + " volumeMounts: [{name: v, mountPath: /v}]}}"))
        .hasMessage("volumeMounts name the volume 'v', which is not among volumes");
  }

  @Test
  void podSpecPatch_is_merged_as_Kubernetes_merges_the_template_s_last() {
    var pod =
        pod(
            "{"
                + ECHO
                + ", podSpecPatch: '{\"containers\":[{\"name\":\"main\",\"resources\":"
                + "{\"limits\":{\"memory\":\"1Mi\"}}}]}'}",
            """
            podSpecPatch: |
              terminationGracePeriodSeconds: 3
              containers:
              - name: main
                resources: {limits: {memory: 9Mi, cpu: 1}}
            """);
    assertThat(container(pod, "main").path("resources"))
        .isEqualTo(yaml("{limits: {memory: 1Mi, cpu: 1}}"));
    assertThat(words(container(pod, "main").path("args"))).endsWith("echo hi");
    assertThat(pod.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(3);
  }

  @Test
  void a_podSpecPatch_that_is_no_map_is_an_error() {
    assertThatThrownBy(() -> pod("{" + ECHO + ", podSpecPatch: '[1]'}"))
        .isInstanceOf(PodFailure.class)
        .hasMessage("podSpecPatch: expected one map, the fields of a pod's spec to change");
    assertThatThrownBy(() -> pod("{" + ECHO + ", podSpecPatch: 'a: {'}"))
        .isInstanceOf(PodFailure.class)
        .hasMessageContaining("podSpecPatch");
  }

  @Test
  void a_deadline_binds_the_supervisor_and_the_kubelet() {
    var pod = pod(step(yaml("{" + ECHO + "}"), yaml("{}"), Steps.NOW.plusSeconds(90)));
    assertThat(pod.at("/spec/activeDeadlineSeconds").asInt()).isEqualTo(90);
    assertThat(words(container(pod, "main").path("args")))
        .contains("--deadline " + Steps.NOW.plusSeconds(90).getEpochSecond());
  }

  @Test
  void every_container_has_the_variables_of_Argo_before_its_own() {
    var main =
        container(
            pod("{name: a, container: {image: x, command: [a], env: [{name: V, value: '1'}]}}"),
            "main");
    assertThat(main.path("env").valueStream().map(v -> v.path("name").asText()))
        .containsExactly(
            "ARGO_CONTAINER_NAME",
            "ARGO_NODE_ID",
            "ARGO_INCLUDE_SCRIPT_OUTPUT",
            "ARGO_PROGRESS_FILE",
            "ARGO_TEMPLATE",
            "V");
    assertThat(variable(main, "ARGO_NODE_ID")).isEqualTo("hello-123");
    assertThat(variable(main, "ARGO_PROGRESS_FILE")).isEqualTo("/var/run/argo/progress");
  }

  @Test
  void input_artifacts_are_mounted_where_the_step_wants_them() {
    var pod =
        pod(
            """
            inputs:
              artifacts:
              - {name: one, path: /in/one, raw: {data: x}}
              - {name: two, path: /vol/two, raw: {data: y}}
              - {name: none, path: /in/none, optional: true}
            container: {image: x, command: [a], volumeMounts: [{name: v, mountPath: /vol}]}
            volumes: [{name: v, emptyDir: {}}]
            """);
    var main = container(pod, "main");
    assertThat(mounts(main)).isEqualTo("v:/vol var-run-argo:/var/run/argo input-artifacts:/in/one");
    assertThat(main.at("/volumeMounts/2/subPath").asText()).isEqualTo("one");
    var init = container(pod, "init");
    assertThat(words(init.path("args"))).isEqualTo("init");
    assertThat(mounts(init)).contains("input-artifacts:/argo/inputs", "v:/mainctrfs/vol");
  }

  @Test
  void input_artifacts_belong_to_root_unless_somebody_says_otherwise() {
    var template =
        "{inputs: {artifacts: [{name: a, path: /a, raw: {data: x}}]},"
            + " container: {image: x, command: [a]}}";
    assertThat(container(pod(template), "init").at("/securityContext/runAsUser").asInt(-1))
        .isZero();
    assertThat(container(pod(template), "init").at("/securityContext/readOnlyRootFilesystem"))
        .isEqualTo(yaml("true"));
    for (var said : List.of("{runAsUser: 7}", "{runAsNonRoot: true}")) {
      var pod = pod(template, "{securityContext: " + said + "}");
      assertThat(container(pod, "init").path("securityContext").has("runAsUser")).isFalse();
    }
  }

  @Test
  void secrets_of_stores_are_mounted_into_our_containers_only() {
    var pod =
        pod(
            """
            container: {image: x, command: [a]}
            outputs:
              artifacts:
              - name: one
                path: /one
                s3:
                  bucket: b
                  key: k
                  accessKeySecret: {name: cred, key: user}
                  secretKeySecret: {name: cred, key: word}
            """);
    assertThat(mounts(container(pod, "wait"))).contains("argo-secret-0:/argo/secret/cred");
    assertThat(mounts(container(pod, "main"))).isEqualTo("var-run-argo:/var/run/argo");
    assertThat(pod.path("spec").path("volumes").toString())
        .contains("{\"secretName\":\"cred\",\"optional\":true}");
  }

  @Test
  void a_step_that_is_too_large_for_a_variable_lies_in_a_ConfigMap() {
    var made =
        PodManifest.of(
            step("{script: {image: x, command: [sh], source: '" + "x".repeat(110_000) + "'}}"),
            Steps.SETTINGS,
            Steps.NOW);
    assertThat(made.before()).hasSize(1);
    var map = made.before().getFirst();
    assertThat(map.at("/metadata/name").asText()).isEqualTo("hello-a-123");
    assertThat(StepJson.read(map.at("/data/step.json").asText()).podName())
        .isEqualTo("hello-a-123");
    assertThat(mounts(container(made.pod(), "wait"))).contains("tiphys-step:/argo/step");
    assertThat(variable(container(made.pod(), "main"), "ARGO_TEMPLATE")).isEmpty();
  }

  @Test
  void an_argument_that_is_too_long_for_a_process_is_a_file() {
    var template =
        yaml("{container: {image: x, command: [a], args: [b, '" + "x".repeat(131_072) + "']}}");
    var pod = pod(step(template, yaml("{}"), null));
    assertThat(words(container(pod, "main").path("args")))
        .endsWith("-- a b @/var/run/argo/ctr/main/argo_arg_2.txt");
    assertThat(words(container(pod, "init").path("args"))).isEqualTo("init");
  }

  @Test
  void the_configuration_says_what_containers_of_ours_and_main_are_like() {
    var settings =
        PodSettings.of(
            yaml(
                """
                executor:
                  image: 'our:1'
                  resources: {limits: {cpu: 1}}
                  env: [{name: A, value: b}]
                  securityContext: {readOnlyRootFilesystem: false}
                mainContainer: {resources: {limits: {memory: 1Gi}}, imagePullPolicy: Always}
                """),
            URI.create("http://broker"),
            true);
    var step =
        step("{container: {image: x, command: [a], resources: {limits: {memory: 2Gi, cpu: 3}}}}");
    var pod = PodManifest.of(step, settings, Steps.NOW).pod();
    var wait = container(pod, "wait");
    assertThat(wait.path("image").asText()).isEqualTo("our:1");
    assertThat(wait.at("/resources/limits/cpu").asInt()).isEqualTo(1);
    assertThat(variable(wait, "A")).isEqualTo("b");
    assertThat(wait.path("securityContext").toString())
        .contains("\"readOnlyRootFilesystem\":false", "\"drop\":[\"ALL\"]");
    assertThat(variable(wait, "K_SINK")).isEqualTo("http://broker");
    var main = container(pod, "main");
    assertThat(main.at("/resources/limits")).isEqualTo(yaml("{memory: 2Gi, cpu: 3}"));
    assertThat(main.path("imagePullPolicy").asText()).isEqualTo("Always");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hostNetwork: true | hostNetwork",
        "hostPID: true | hostPID",
        "serviceAccountName: admin | serviceAccountName",
        "ephemeralContainers: [{name: e, image: x}] | ephemeralContainers",
        "volumes: [{name: v, hostPath: {path: /}}] | volumes.hostPath",
        "containers: [{name: main, securityContext: {privileged: true}}]"
            + " | containers.securityContext.privileged",
        "containers: [{name: main, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]"
            + " | containers.securityContext.capabilities.add",
        "containers: [{name: main, ports: [{containerPort: 1, hostPort: 1}]}]"
            + " | containers.ports.hostPort",
        "securityContext: {seccompProfile: {type: Unconfined}} | securityContext.seccompProfile",
      })
  void a_podSpecPatch_cannot_add_what_the_policy_forbids(String patch, String field) {
    var strict =
        PodSettings.of(yaml("{runner: {podSecurity: baseline}}"), URI.create("http://b"), true);
    var step = step("{" + ECHO + ", podSpecPatch: '{" + patch + "}'}");
    assertThatThrownBy(() -> PodManifest.of(step, strict, Steps.NOW))
        .isInstanceOf(PodFailure.class)
        .hasMessage(field + ": not allowed here (runner.podSecurity is baseline)");
    var lax = PodSettings.of(yaml("{}"), URI.create("http://b"), true);
    assertThat(PodManifest.of(step, lax, Steps.NOW).pod()).isNotNull();
  }

  @Test
  void a_pod_without_anything_special_is_within_the_policy() {
    var strict =
        PodSettings.of(yaml("{runner: {podSecurity: baseline}}"), URI.create("http://b"), true);
    var step = step("{" + ECHO + ", serviceAccountName: builder}");
    assertThat(
            PodManifest.of(step, strict, Steps.NOW).pod().at("/spec/serviceAccountName").asText())
        .isEqualTo("builder");
    assertThatThrownBy(() -> PodSettings.of(yaml("{runner: {podSecurity: tight}}"), null, true))
        .hasMessage("runner.podSecurity: expected privileged or baseline, found 'tight'");
  }

  @Test
  void the_same_step_makes_the_same_pod() {
    assertThat(pod("{" + ECHO + "}")).isEqualTo(pod("{" + ECHO + "}"));
  }

  @Test
  void a_step_is_read_as_it_was_written() {
    var step = step(yaml("{" + ECHO + "}"), yaml("{archiveLogs: true}"), Steps.NOW);
    assertThat(StepJson.read(StepJson.write(step))).hasToString(step.toString());
    assertThat(StepJson.read(StepJson.write(step("{}")))).isEqualTo(step("{}"));
  }
}
