package dev.tiphys.language.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.language.revision.Refs.Ref;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RefsTest {
  private static final Refs REFS =
      new Refs(
          List.of(
              new Ref("HEAD", "", null, "refs/heads/main"),
              Ref.of("refs/heads/main", "a"),
              Ref.of("refs/heads/feature/x", "b"),
              Ref.of("refs/heads/v1.x", "c"),
              Ref.of("refs/heads/both", "d"),
              Ref.of("refs/tags/both", "e"),
              Ref.of("refs/tags/v1.2.0", "f"),
              new Ref("refs/tags/v1.10.0", "tag", "g", null),
              Ref.of("refs/tags/v2.0.0-rc.1", "h"),
              Ref.of("refs/tags/app-3.0.0", "i"),
              Ref.of("refs/tags/app-3.1.0", "j"),
              Ref.of("refs/pull/7/head", "k")));

  @Test
  void a_name_is_found_short_or_whole() {
    assertThat(commit("main")).isEqualTo("a");
    assertThat(commit("refs/heads/main")).isEqualTo("a");
    assertThat(commit("feature/x")).isEqualTo("b");
    assertThat(commit("pull/7/head")).isEqualTo("k");
  }

  @Test
  void nothing_means_HEAD_and_HEAD_the_branch_behind_it() {
    assertThat(commit("")).isEqualTo("a");
    assertThat(commit("HEAD")).isEqualTo("a");
  }

  @Test
  void of_a_branch_and_a_tag_the_first_listed_counts() {
    assertThat(commit("both")).isEqualTo("d");
    assertThat(commit("refs/tags/both")).isEqualTo("e");
  }

  @Test
  void a_constraint_means_the_greatest_tag_before_any_branch() {
    assertThat(commit("v1.x")).isEqualTo("g");
    assertThat(REFS.resolve("1.*", "").orElseThrow().listed()).isEqualTo("tag");
    assertThat(commit(">=2.0.0-0")).isEqualTo("h");
    assertThat(REFS.resolve("^9", "")).isEmpty();
  }

  @Test
  void a_version_is_a_pin() {
    assertThat(commit("v1.2.0")).isEqualTo("f");
    assertThat(REFS.resolve("1.2.0", "")).isEmpty();
    assertThat(REFS.resolve("1.2", "")).isEmpty();
  }

  @Test
  void a_tag_prefix_narrows_and_comes_back() {
    assertThat(REFS.resolve("^3", "app-").orElseThrow().name()).isEqualTo("refs/tags/app-3.1.0");
    assertThat(REFS.resolve("3.0.0", "app-").orElseThrow().commit()).isEqualTo("i");
    assertThat(REFS.resolve("main", "app-").orElseThrow().commit()).isEqualTo("a");
  }

  @Test
  void a_commit_is_taken_as_it_is_and_a_short_one_is_looked_up() {
    var whole = "0123456789abcdef0123456789abcdef01234567";
    assertThat(REFS.resolve(whole, "").orElseThrow().commit()).isEqualTo(whole);
    assertThat(REFS.resolve("1234567", "").orElseThrow().abbreviated()).isTrue();
    assertThat(REFS.resolve("123456", "")).isEmpty();
    assertThat(REFS.resolve("nowhere", "")).isEmpty();
  }

  @Test
  void one_repository_has_many_urls() {
    assertThat(RepositoryUrl.same("https://Example.com/a/B.git", "https://example.com/a/b"))
        .isTrue();
    assertThat(RepositoryUrl.same("git@example.com:a/b", "ssh://git@example.com/a/b.git")).isTrue();
    assertThat(RepositoryUrl.same("https://example.com/a/b/", "https://example.com/a/b")).isFalse();
    assertThat(RepositoryUrl.isSsh("git@example.com:a/b")).isTrue();
    assertThat(RepositoryUrl.isSsh("https://me@example.com:443/a")).isFalse();
  }

  private static String commit(String revision) {
    return REFS.resolve(revision, "").orElseThrow().commit();
  }
}
