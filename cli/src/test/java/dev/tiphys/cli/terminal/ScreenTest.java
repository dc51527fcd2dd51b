package dev.tiphys.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ScreenTest {
  private final Screen screen = new Screen();

  /// What is to be written, readable: `^` is escape.
  private String draw(int columns, String... lines) {
    return visible(screen.draw(List.of(lines), columns));
  }

  private static String visible(String text) {
    return text.replace('\u001b', '^').replace("\r\n", "/").replace("\r", "<");
  }

  @Test
  void only_lines_that_changed_are_written() {
    assertThat(draw(80, "a", "b", "c")).isEqualTo("^[?2026h^[?25l^[Ja^[K/b^[K/c^[K/^[?2026l");
    assertThat(draw(80, "a", "x", "c")).isEqualTo("^[?2026h^[?25l<^[3A/x^[K//^[?2026l");
    assertThat(draw(80, "a", "x", "c")).isEmpty();
  }

  @Test
  void lines_that_are_gone_are_erased() {
    draw(80, "a", "b");
    assertThat(draw(80, "a")).isEqualTo("^[?2026h^[?25l<^[2A/^[J^[?2026l");
  }

  @Test
  void a_narrower_window_has_broken_the_lines_so_all_is_drawn_again() {
    draw(10, "0123456789", "b");
    assertThat(draw(4, "0123456789")).isEqualTo("^[?2026h^[?25l<^[4A^[J012…^[K/^[?2026l");
  }

  @Test
  void the_end_takes_the_picture_away_and_gives_the_cursor_back() {
    draw(80, "a", "b");
    assertThat(visible(screen.clear("done\r\n"))).isEqualTo("^[?2026h<^[2A^[Jdone/^[?25h^[?2026l");
    draw(80, "a");
    assertThat(visible(screen.leave())).isEqualTo("^[?25h");
  }

  @Test
  void colours_take_no_room_and_wide_characters_take_two() {
    var green = Ink.GREEN.on("✔");
    assertThat(Width.of(green + " 日本 e\u0301")).isEqualTo(8);
    assertThat(Width.cut(green + " 日本語", 5)).isEqualTo(green + " 日…\u001b[0m");
    assertThat(Width.cut("abc", 3)).isEqualTo("abc");
    assertThat(Width.pad("日", 4)).isEqualTo("日  ");
  }

  @Test
  void a_log_line_keeps_its_tabs_but_no_other_control_character() {
    assertThat(Inert.logLine("a\tb\u001b[31mred\r")).isEqualTo("a\tb\uFFFD[31mred");
    assertThat(Inert.text("a\tb\u0085\u2028x\ud800")).isEqualTo("a b\uFFFD\uFFFDx\uFFFD");
  }
}
