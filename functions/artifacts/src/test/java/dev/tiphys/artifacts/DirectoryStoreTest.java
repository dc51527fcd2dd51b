package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class DirectoryStoreTest extends StoreContract {
  @Override
  ArtifactStores stores() {
    return new ArtifactStores(
        new ArtifactStores.Own.In(folder.resolve("own")), Secrets.NONE, new Egress(true));
  }

  @Override
  Location at(String key) {
    return ArtifactRepository.OWN.at(key);
  }

  @Test
  void namespaces_do_not_see_each_other() throws IOException {
    save("mine", "{}", file("f", "secret"));
    assertThatThrownBy(
            () -> transfer().load("other", at("mine"), json("{}"), folder.resolve("stolen")))
        .isInstanceOf(ArtifactFailure.Missing.class);
    assertThatThrownBy(() -> transfer().list("../argo", at("mine"), 1))
        .isInstanceOf(ArtifactFailure.class);
  }

  @Test
  void a_link_in_the_store_is_no_object() throws IOException {
    save("d/f", "{}", file("f", ""));
    Files.createSymbolicLink(folder.resolve("own/argo/d/link"), file("outside", "x"));
    assertThatThrownBy(() -> load("d/link", "{}")).isInstanceOf(ArtifactFailure.Missing.class);
    assertThat(transfer().list(NAMESPACE, at("d/"), 10)).containsExactly("d/f");
  }

  @Test
  void a_key_below_another_is_refused_with_its_reason() throws IOException {
    var file = file("f", "");
    save("one", "{}", file);
    assertThatThrownBy(() -> save("one/two", "{}", file))
        .hasMessageContaining("one key is also the directory of another");
    save("three/four", "{}", file);
    assertThatThrownBy(() -> save("three", "{}", file))
        .hasMessageContaining("one key is also the directory of another");
  }
}
