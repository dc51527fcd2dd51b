package dev.tiphys.sources.git;

import dev.tiphys.artifacts.Egress;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.http.HttpConnections;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/// What speaks Git to servers: over HTTP or SSH, limited, and nothing else.
///
/// @param egress which addresses sessions go to; `http` knows that by itself
/// @param silence without a byte
record GitTransports(HttpConnections http, Egress egress, Duration silence) {
  /// A way to `repository`, for the repository `local` of this machine.
  ///
  /// @param bytes that may come at most
  /// @param time until they have come
  Transport open(
      org.eclipse.jgit.lib.Repository local,
      Repository repository,
      String url,
      long bytes,
      Duration time)
      throws TransportException, NotSupportedException {
    try {
      var transport = Transport.open(local, new URIish(url));
      transport.setTimeout((int) silence.toSeconds());
      switch (transport) {
        case TransportHttp overHttp -> overHttp(overHttp, repository, bytes, time);
        case SshTransport overSsh ->
            overSsh.setSshSessionFactory(new SshGit(repository, egress, bytes, time));
        default -> {
          transport.close();
          throw new NotSupportedException("expected https or ssh");
        }
      }
      return transport;
    } catch (URISyntaxException e) {
      throw new SourceFailure("'%s' is no address of a repository", SourceUrl.shown(url));
    }
  }

  private void overHttp(TransportHttp transport, Repository repository, long bytes, Duration time) {
    transport.setHttpConnectionFactory(new HttpGit(http.of(repository), bytes, time));
    var credentials = repository.credentials();
    if (!credentials.bearer().isEmpty()) {
      transport.setAdditionalHeaders(Map.of("Authorization", "Bearer " + credentials.bearer()));
    } else if (!credentials.password().isEmpty()) {
      transport.setPreemptiveBasicAuthentication(
          credentials.username().isEmpty() ? "x-access-token" : credentials.username(),
          credentials.password());
    }
  }
}
