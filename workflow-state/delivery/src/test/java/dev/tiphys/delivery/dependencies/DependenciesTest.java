package dev.tiphys.delivery.dependencies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.expression.Ambient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DependenciesTest {
  private static final String CONTROL = "argocd";
  private static final Ambient AMBIENT = new Ambient(() -> Instant.EPOCH, new Random(1));

  private final Map<AppName, ObjectNode> world = new LinkedHashMap<>();

  private ObjectNode given(String name, String dependsOn) {
    var app = JsonNodeFactory.instance.objectNode();
    var metadata = app.putObject("metadata").put("name", name);
    if (!dependsOn.isEmpty()) {
      metadata.putObject("annotations").put(Dependencies.DEPENDS_ON, dependsOn);
    }
    world.put(new AppName(CONTROL, name), app);
    return app;
  }

  private static void is(ObjectNode app, String sync, String health) {
    app.putObject("status").putObject("sync").put("status", sync);
    ((ObjectNode) app.get("status")).putObject("health").put("status", health);
  }

  private Dependencies of(String name) {
    return Dependencies.of(Application.from(world.get(new AppName(CONTROL, name))), CONTROL);
  }

  private Application find(AppName name) {
    var app = world.get(name);
    return app == null ? null : Application.from(app);
  }

  @Test
  void a_sync_waits_until_all_are_synced_and_healthy() {
    var db = given("db", "");
    var cache = given("cache", "");
    given("web", "db, cache,db");
    is(db, "Synced", "Progressing");
    is(cache, "Synced", "Healthy");
    assertThat(of("web").waiting(world::get, AMBIENT).orElseThrow().message())
        .isEqualTo("Waiting for application argocd/db: it is Synced and Progressing");
    is(db, "Synced", "Healthy");
    assertThat(of("web").waiting(world::get, AMBIENT)).isEmpty();
    ((ObjectNode) db.get("status")).putObject("operationState").put("phase", "Running");
    assertThat(of("web").waiting(world::get, AMBIENT).orElseThrow().message())
        .isEqualTo("Waiting for application argocd/db: a sync of it is running");
  }

  @Test
  void who_depends_on_nobody_waits_for_nobody() {
    given("db", "");
    assertThat(of("db").isEmpty()).isTrue();
    assertThat(of("db").waiting(world::get, AMBIENT)).isEmpty();
    assertThat(of("db").problem(this::find, CONTROL)).isEmpty();
  }

  @Test
  void an_expression_says_when_one_is_ready() {
    var db = given("db", "");
    var web = given("web", "db");
    ((ObjectNode) web.at("/metadata/annotations"))
        .put(
            Dependencies.READY_WHEN,
            "len(status.history) > 1 && status.health.status != 'Degraded'");
    is(db, "OutOfSync", "Progressing");
    ((ObjectNode) db.get("status")).putArray("history").addObject().put("id", 0);
    assertThat(of("web").waiting(world::get, AMBIENT).orElseThrow().message())
        .contains("application argocd/db: len(status.history) > 1")
        .endsWith("is false");
    ((ArrayNode) db.at("/status/history")).addObject();
    assertThat(of("web").waiting(world::get, AMBIENT)).isEmpty();
  }

  @Test
  void an_expression_that_fails_is_told_and_is_no_yes() {
    given("db", "");
    var web = given("web", "db");
    var annotations = (ObjectNode) web.at("/metadata/annotations");
    annotations.put(Dependencies.READY_WHEN, "status.health.status == 'Healthy'");
    assertThat(of("web").waiting(world::get, AMBIENT)).isPresent();
    annotations.put(Dependencies.READY_WHEN, "1 +");
    assertThatThrownBy(() -> of("web")).hasMessageStartingWith("tiphys.dev/ready-when: ");
  }

  @Test
  void a_name_that_is_nobodys_is_an_error() {
    given("web", "db, infra/cache");
    given("db", "");
    assertThat(of("web").problem(this::find, CONTROL))
        .contains("tiphys.dev/depends-on: there is no application infra/cache");
    assertThat(of("web").waiting(world::get, AMBIENT).orElseThrow().message())
        .contains("application infra/cache: it does not exist");
  }

  @Test
  void a_circle_is_an_error_with_its_way() {
    given("a", "b");
    given("b", "c");
    given("c", "a");
    given("d", "a");
    assertThat(of("a").problem(this::find, CONTROL))
        .contains(
            "tiphys.dev/depends-on: the applications wait for each other: argocd/a -> argocd/b ->"
                + " argocd/c -> argocd/a");
    assertThat(of("d").problem(this::find, CONTROL)).isEmpty();
    given("self", "self");
    assertThat(of("self").problem(this::find, CONTROL))
        .contains(
            "tiphys.dev/depends-on: the applications wait for each other: argocd/self ->"
                + " argocd/self");
  }

  @Test
  void a_name_has_at_most_a_namespace() {
    given("web", "a/b/c");
    assertThatThrownBy(() -> of("web"))
        .hasMessage("tiphys.dev/depends-on: expected name or namespace/name, found 'a/b/c'");
  }

  @Test
  void who_waits_for_one_that_changed_is_found() {
    given("db", "");
    given("web", "db");
    given("job", "argocd/db");
    given("other", "web");
    assertThat(
            Dependencies.dependants(
                new AppName(CONTROL, "db"),
                world.values().stream().map(Application::from).toList(),
                CONTROL))
        .containsExactly(new AppName(CONTROL, "web"), new AppName(CONTROL, "job"));
  }
}
