package dev.tiphys.sources.git;

import dev.tiphys.artifacts.Egress;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.http.Limited;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/// SSH with the key of a repository and the hosts that it knows; nobody's `~/.ssh` and no agent.
final class SshGit extends SshSessionFactory {
  private static final File NOWHERE = new File("/nonexistent");

  private final Repository repository;
  private final Egress egress;
  private final long limit;
  private final Duration time;

  SshGit(Repository repository, Egress egress, long limit, Duration time) {
    this.repository = repository;
    this.egress = egress;
    this.limit = limit;
    this.time = time;
  }

  @Override
  public RemoteSession getSession(
      URIish uri, @Nullable CredentialsProvider credentials, FS fs, int timeout)
      throws TransportException {
    var keys = keys();
    var route = SshRoute.to(uri, repository.proxy(), egress);
    SshdSessionFactory factory =
        new SshdSessionFactoryBuilder()
            .setHomeDirectory(NOWHERE)
            .setSshDirectory(NOWHERE)
            .setPreferredAuthentications("publickey")
            .setConfigStoreFactory((home, config, user) -> route)
            .setProxyDataFactory(route)
            .setDefaultIdentities(directory -> List.of())
            .setDefaultKeysProvider(directory -> keys)
            .setServerKeyDatabase((home, directory) -> new Known(repository, route))
            .build(null);
    try {
      return new Session(factory.getSession(uri, credentials, fs, timeout), factory);
    } catch (TransportException e) {
      factory.close();
      throw e;
    }
  }

  @Override
  public String getType() {
    return "tiphys";
  }

  private List<KeyPair> keys() throws TransportException {
    var pem = repository.credentials().sshKey();
    if (pem.isEmpty()) {
      return List.of();
    }
    try {
      List<KeyPair> keys = new ArrayList<>();
      SecurityUtils.loadKeyPairIdentities(
              null,
              NamedResource.ofName("sshPrivateKey"),
              new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)),
              null)
          .forEach(keys::add);
      return keys;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new TransportException("sshPrivateKey: expected a private key without a passphrase");
    }
  }

  /// The hosts whose keys are known, as `ssh_known_hosts` lists them.
  private record Known(Repository repository, SshRoute route) implements ServerKeyDatabase {
    @Override
    public List<PublicKey> lookup(
        String address, InetSocketAddress remote, Configuration configuration) {
      List<PublicKey> keys = new ArrayList<>();
      for (var entry : entries()) {
        if (!"revoked".equals(entry.getMarker()) && entry.isHostMatch(route.host(), route.port())) {
          key(entry, keys);
        }
      }
      return keys;
    }

    @Override
    public boolean accept(
        String address,
        InetSocketAddress remote,
        PublicKey key,
        Configuration configuration,
        @Nullable CredentialsProvider provider) {
      return repository.options().insecure()
          || lookup(address, remote, configuration).stream()
              .anyMatch(known -> KeyUtils.compareKeys(known, key));
    }

    private List<KnownHostEntry> entries() {
      try {
        return KnownHostEntry.readKnownHostEntries(
            new StringReader(repository.options().knownHosts()), true);
      } catch (IOException | RuntimeException e) {
        return List.of();
      }
    }

    private static void key(KnownHostEntry entry, List<PublicKey> keys) {
      try {
        var key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        if (key != null) {
          keys.add(key);
        }
      } catch (IOException | GeneralSecurityException e) {
        // A line that cannot be read makes no host known.
      }
    }
  }

  /// A session whose commands send so much at most, and which takes its client with it.
  private record Outlet(Process process, InputStream limited) {}

  private final class Session implements RemoteSession2 {
    private final RemoteSession session;
    private final SshdSessionFactory factory;

    Session(RemoteSession session, SshdSessionFactory factory) {
      this.session = session;
      this.factory = factory;
    }

    @Override
    public Process exec(String command, int timeout) throws IOException {
      return limited(session.exec(command, timeout));
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeout)
        throws IOException {
      return limited(
          session instanceof RemoteSession2 modern
              ? modern.exec(command, environment, timeout)
              : session.exec(command, timeout));
    }

    private Process limited(Process process) {
      var outlet =
          new Outlet(
              process,
              new Limited(process.getInputStream(), "the answer of " + repository, limit, time));
      return new Metered(outlet);
    }

    @Override
    public void disconnect() {
      session.disconnect();
      factory.close();
    }
  }

  private static final class Metered extends Process {
    private final Outlet outlet;

    Metered(Outlet outlet) {
      this.outlet = outlet;
    }

    @Override
    public OutputStream getOutputStream() {
      return outlet.process().getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return outlet.limited();
    }

    @Override
    public InputStream getErrorStream() {
      return outlet.process().getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return outlet.process().waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return outlet.process().waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
      return outlet.process().exitValue();
    }

    @Override
    public void destroy() {
      outlet.process().destroy();
    }
  }
}
