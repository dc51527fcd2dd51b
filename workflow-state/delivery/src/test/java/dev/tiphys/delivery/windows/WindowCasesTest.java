package dev.tiphys.delivery.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.language.application.ApplicationSpec;
import dev.tiphys.language.application.SyncWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WindowCasesTest {
  private static final Instant NOON = Instant.parse("2024-06-12T12:00:30Z");

  static Stream<Named<JsonNode>> active() {
    return Cases.list("sync-windows/active.json");
  }

  static Stream<Named<JsonNode>> can_sync() {
    return Cases.list("sync-windows/can-sync.json");
  }

  static Stream<Named<JsonNode>> matches() {
    return Cases.list("sync-windows/matches.json");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("active")
  void windows_are_open_when_Argo_CD_says_so(JsonNode one) {
    var windows = windows(one.get("windows"));
    var now = Instant.parse(one.get("now").asText());
    var sync = new SyncWindows(windows);
    if (one.get("error").asBoolean()) {
      assertThatThrownBy(() -> sync.active(now)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    switch (one.get("test").asText()) {
      case "active" ->
          assertThat(sync.active(now)).isEqualTo(chosen(windows, one.get("expectedActive")));
      case "inactiveAllows" ->
          assertThat(sync.inactiveAllows(now))
              .isEqualTo(chosen(windows, one.get("expectedInactiveAllows")));
      default -> assertThat(!sync.active(now).isEmpty()).isEqualTo(one.get("expected").asBoolean());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("can_sync")
  void a_sync_may_happen_when_Argo_CD_says_so(JsonNode one) {
    var sync = new SyncWindows(windows(one.get("windows")));
    var now = Instant.parse(one.get("now").asText());
    var started = one.get("operationStartedAt");
    Instant startedAt = started.isNull() ? null : Instant.parse(started.asText());
    if (one.get("error").asBoolean()) {
      assertThatThrownBy(() -> sync.decide(one.get("manual").asBoolean(), now, startedAt))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    var decision = sync.decide(one.get("manual").asBoolean(), now, startedAt);
    assertThat(decision.allowed()).isEqualTo(one.get("expected").asBoolean());
    assertThat(decision.blocking().isEmpty()).isEqualTo(decision.allowed());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("matches")
  void a_window_is_for_an_application_when_Argo_CD_says_so(JsonNode one) {
    var app = one.get("app");
    var spec = ApplicationSpec.from(app);
    assertThat(
            SyncWindows.matches(
                SyncWindow.from(one.get("window")), app.get("name").asText(), spec.destination()))
        .isEqualTo(one.get("expected").asBoolean());
  }

  @Test
  void who_is_blocked_is_told_by_what_and_until_when() {
    assertThat(decide(window("deny", "0 12 * * *", "2h"), null).explained())
        .isEqualTo(
            "Sync operation blocked by sync window: deny 0 12 * * * for 2h, until"
                + " 2024-06-12T14:00:00Z");
    assertThat(decide(window("allow", "0 22 * * *", "1h"), null).until())
        .contains(Instant.parse("2024-06-12T22:00:00Z"));
  }

  @Test
  void a_window_that_starts_again_before_it_ends_stays_open() {
    assertThat(decide(window("deny", "0 11,13 * * *", "3h"), null).until())
        .contains(Instant.parse("2024-06-12T16:00:00Z"));
    assertThat(decide(window("deny", "* * * * *", "2h"), null).until()).isEmpty();
  }

  private static Decision decide(SyncWindow window, @Nullable Instant startedAt) {
    return new SyncWindows(List.of(window)).decide(false, NOON, startedAt);
  }

  private static SyncWindow window(String kind, String schedule, String duration) {
    return new SyncWindow(
        kind, schedule, duration, List.of("*"), List.of(), List.of(), false, "", false, false, "");
  }

  private static List<SyncWindow> windows(JsonNode json) {
    var windows = new ArrayList<SyncWindow>();
    json.forEach(window -> windows.add(SyncWindow.from(window)));
    return windows;
  }

  private static List<SyncWindow> chosen(List<SyncWindow> windows, JsonNode indexes) {
    var chosen = new ArrayList<SyncWindow>();
    indexes.forEach(index -> chosen.add(windows.get(index.asInt())));
    return chosen;
  }
}
