package dev.tiphys.sources.git;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/// Real Git repositories over SSH, for one user with one key.
final class SshGitServer implements AutoCloseable {
  private final Path root;
  private final SshServer server;
  private final KeyPair host = rsa();
  private final KeyPair user = rsa();

  SshGitServer(Path root) throws IOException {
    this.root = root;
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals("git") && KeyUtils.compareKeys(key, user.getPublic()));
    server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "/bin/sh", "-c", command).createShell(channel));
    server.start();
  }

  static KeyPair rsa() {
    try {
      return KeyPairGenerator.getInstance("RSA").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String url(String repository) {
    return "ssh://git@127.0.0.1:%d%s".formatted(server.getPort(), root.resolve(repository));
  }

  String userKey() {
    return pem(user);
  }

  static String pem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()));
  }

  String knownHosts() {
    return line(host.getPublic());
  }

  String line(PublicKey key) {
    return "[127.0.0.1]:%d %s%n".formatted(server.getPort(), PublicKeyEntry.toString(key));
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
