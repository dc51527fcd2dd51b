package dev.tiphys.sources.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.Repositories;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.signature.Keyring;
import dev.tiphys.sources.signature.PublicKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits and tags that were signed by GnuPG itself.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SignatureTest {
  private static Path home;
  private static PublicKeys.Key iason;
  private static PublicKeys.Key medeia;

  @TempDir private Path folder;
  private GitServer server;
  private Sources sources;

  @BeforeAll
  static void keys() throws Exception {
    var there = Files.isExecutable(Path.of("/usr/bin/gpg"));
    if (System.getenv("CI") != null) {
      assertThat(there).as("GnuPG signs").isTrue();
    }
    assumeTrue(there, "GnuPG signs");
    // A path of its own: sockets below have short names only.
    home =
        Files.createTempDirectory(
            Path.of("/tmp"),
            "gpg",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    iason = key("iason@argo.example", "rsa2048");
    medeia = key("medeia@argo.example", "ed25519");
  }

  private static PublicKeys.Key key(String user, String type) throws Exception {
    run("gpg", "--batch", "--passphrase", "", "--quick-gen-key", user, type, "sign", "never");
    return PublicKeys.read(run("gpg", "--armor", "--export", user)).getFirst();
  }

  private static String run(String... words) throws Exception {
    var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("GNUPGHOME", home.toString());
    var process = builder.start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(words) + ": " + printed);
    }
    return printed;
  }

  @AfterAll
  static void endAgent() throws Exception {
    if (home != null) {
      run("gpgconf", "--kill", "all");
    }
  }

  @BeforeEach
  void serve() throws IOException {
    server = new GitServer(folder.resolve("served"), "");
    sources = Sources.in(folder.resolve("cache"), () -> Repositories.NONE);
  }

  @AfterEach
  void stop() {
    sources.close();
    server.close();
  }

  private String git(String... words) throws Exception {
    var all = new ArrayList<>(List.of("git", "-C", folder.resolve("served/app").toString()));
    all.addAll(List.of("-c", "user.name=Iason", "-c", "user.email=iason@argo.example"));
    all.addAll(List.of("-c", "gpg.program=/usr/bin/gpg"));
    all.addAll(List.of(words));
    return run(all.toArray(String[]::new)).strip();
  }

  private String signed(PublicKeys.Key key, String message) throws Exception {
    git("commit", "-q", "--allow-empty", "-S" + key.id(), "-m", message);
    return git("rev-parse", "HEAD");
  }

  private List<String> problems(
      String target, boolean strict, List<PublicKeys.Key> ring, PublicKeys.Key... allowed) {
    var source =
        ApplicationSource.from(
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("repoURL", server.url("app"))
                .put("path", ".")
                .put("targetRevision", target));
    var keyring = new Keyring(ring.stream().map(PublicKeys.Key::armored).toList());
    var check =
        new SignatureCheck(
            keyring, List.of(allowed).stream().map(PublicKeys.Key::id).toList(), strict);
    var revision = sources.listing().resolve(source, "");
    return sources.signatureProblems(source, revision, "", check);
  }

  @Test
  void a_commit_that_an_allowed_key_signed_is_right() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    for (var key : List.of(iason, medeia)) {
      signed(key, "signed");
      assertThat(problems("main", false, List.of(iason, medeia), key)).isEmpty();
    }
  }

  @Test
  void a_commit_that_nobody_signed_is_wrong() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    assertThat(problems("main", false, List.of(iason), iason))
        .containsExactly("commit " + commit + ": not signed by GnuPG");
  }

  @Test
  void a_key_has_to_be_known_and_allowed() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    signed(medeia, "signed");
    assertThat(problems("main", false, List.of(iason, medeia), iason))
        .singleElement()
        .asString()
        .endsWith("signed with unallowed key " + medeia.id());
    assertThat(problems("main", false, List.of(iason), medeia))
        .singleElement()
        .asString()
        .endsWith("which is not among the known keys");
  }

  @Test
  void a_signature_over_something_else_is_wrong() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    signed(iason, "signed");
    var raw = git("cat-file", "commit", "HEAD") + "\n";
    var file = folder.resolve("forged");
    Files.writeString(file, raw.replace("\n\nsigned", "\n\nforged"));
    var forged = git("hash-object", "-t", "commit", "-w", file.toString());
    git("update-ref", "refs/heads/main", forged);
    assertThat(problems("main", false, List.of(iason), iason))
        .singleElement()
        .asString()
        .endsWith("is over something else");
  }

  @Test
  void of_an_annotated_tag_the_tag_counts() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    git("tag", "-u", iason.id(), "-m", "one", "v1.0.0");
    git("tag", "-a", "-m", "two", "v2.0.0");
    assertThat(problems("v1.0.0", false, List.of(iason), iason)).isEmpty();
    assertThat(problems("1.*", false, List.of(iason), iason)).isEmpty();
    assertThat(problems("v2.0.0", false, List.of(iason), iason))
        .singleElement()
        .asString()
        .startsWith("tag ")
        .endsWith("not signed by GnuPG");
  }

  @Test
  void strictly_every_commit_counts_down_to_a_seal() throws Exception {
    var first = server.commit("app", Map.of("a.yaml", "a: 1"));
    signed(iason, "signed");
    assertThat(problems("main", true, List.of(iason), iason))
        .containsExactly("commit " + first + ": not signed by GnuPG");
    signed(iason, "sealed\n\nArgocd-gpg-seal: all before was looked at");
    signed(iason, "after");
    assertThat(problems("main", true, List.of(iason), iason)).isEmpty();
  }

  @Test
  void strictly_a_seal_that_nobody_signed_seals_nothing() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    git("commit", "-q", "--allow-empty", "-m", "sealed\n\nArgocd-gpg-seal: mine");
    signed(iason, "after");
    assertThat(problems("main", true, List.of(iason), iason)).hasSize(2);
  }

  @Test
  void what_is_no_key_is_refused() {
    assertThatThrownBy(() -> PublicKeys.read("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("expected public keys of GnuPG");
    assertThat(iason.type()).isEqualTo("rsa2048");
    assertThat(medeia.type()).isEqualTo("ed25519");
    assertThat(iason.owner()).isEqualTo("iason@argo.example");
    assertThat(iason.fingerprint()).endsWith(iason.id());
  }
}
