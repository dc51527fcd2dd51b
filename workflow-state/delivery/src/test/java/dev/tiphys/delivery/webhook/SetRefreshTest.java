package dev.tiphys.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.delivery.webhook.RepositoryEvent.Nothing;
import dev.tiphys.delivery.webhook.RepositoryEvent.Pushed;
import dev.tiphys.delivery.webhook.RepositoryEvent.Requested;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SetRefreshTest {
  private static final Pushed MAIN =
      new Pushed(List.of("https://github.com/org/repo"), "main", true, List.of(), "", "");
  private static final Requested REQUEST =
      new Requested("github", "https://github.com/org/repo", "org/repo");

  private static boolean refreshes(String generator, RepositoryEvent event, SetRead... reads) {
    var yaml = "metadata: {name: s}\nspec: {generators: [%s]}".formatted(generator);
    var set =
        ApplicationSet.from(
            YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "f").getFirst().toJson());
    return SetRefresh.of(set, List.of(reads), event);
  }

  @Test
  void a_push_to_what_a_git_generator_reads_refreshes() {
    var git = "{git: {repoURL: 'git@github.com:org/repo.git', revision: %s}}";
    assertThat(refreshes(git.formatted("main"), MAIN)).isTrue();
    assertThat(refreshes(git.formatted("HEAD"), MAIN)).isTrue();
    assertThat(refreshes(git.formatted("other"), MAIN)).isFalse();
    assertThat(refreshes(git.formatted("main").replace("repo.git", "else"), MAIN)).isFalse();
  }

  @Test
  void a_push_to_what_a_templated_generator_read_refreshes() {
    var matrix = "{matrix: {generators: [{list: {}}, {git: {repoURL: '{{url}}'}}]}}";
    assertThat(refreshes(matrix, MAIN)).isFalse();
    assertThat(refreshes(matrix, MAIN, new SetRead("https://github.com/org/repo", "main", "", "c")))
        .isTrue();
  }

  @Test
  void a_request_refreshes_who_lists_the_requests_of_that_repository() {
    assertThat(refreshes("{pullRequest: {github: {owner: Org, repo: repo}}}", REQUEST)).isTrue();
    assertThat(refreshes("{pullRequest: {github: {owner: org, repo: other}}}", REQUEST)).isFalse();
    assertThat(refreshes("{pullRequest: {gitlab: {project: org/repo}}}", REQUEST)).isFalse();
    assertThat(
            refreshes(
                "{pullRequest: {github: {owner: org, repo: repo, api: 'https://ghe.example'}}}",
                REQUEST))
        .isFalse();
    assertThat(
            refreshes(
                "{pullRequest: {github: {owner: org, repo: repo, api: 'https://api.github.com/'}}}",
                REQUEST))
        .isTrue();
  }

  @Test
  void whatever_happened_refreshes_who_asks_a_plugin() {
    assertThat(refreshes("{plugin: {}}", MAIN)).isTrue();
    assertThat(refreshes("{plugin: {}}", REQUEST)).isTrue();
    assertThat(refreshes("{plugin: {}}", new Nothing())).isFalse();
    assertThat(refreshes("{clusters: {}}", MAIN)).isFalse();
  }
}
