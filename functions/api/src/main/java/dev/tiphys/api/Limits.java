package dev.tiphys.api;

import java.time.Duration;

/// How much of anything the API takes. Every message about a limit names it and its value.
///
/// @param bodyBytes of one request; a manifest with much in line is larger than Kubernetes allows
/// @param uploadBytes of one artifact that is uploaded; never all in memory
/// @param eventBytes of one CloudEvent: larger values travel by reference
/// @param headerBytes of all headers of a request together
/// @param uriChars of path and query
/// @param bufferedBytes of the bodies of all requests together
/// @param requests being answered at the same time
/// @param streams (logs and watches) open at the same time
/// @param work how long a request may take; then it is answered that it may still happen
/// @param transfer how long a client may take to send its body, or to take what is written to it at
///     once; then the connection is closed
/// @param heartbeat how long a stream may be silent; finds clients that have gone
public record Limits(
    int bodyBytes,
    long uploadBytes,
    int eventBytes,
    int headerBytes,
    int uriChars,
    int bufferedBytes,
    int requests,
    int streams,
    Duration work,
    Duration transfer,
    Duration heartbeat) {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /// What a host uses that has no reason for anything else.
  public static final Limits DEFAULT =
      new Limits(
          8 * MIB,
          1024L * MIB,
          2 * MIB,
          32 * KIB,
          16 * KIB,
          128 * MIB,
          512,
          256,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15));
}
