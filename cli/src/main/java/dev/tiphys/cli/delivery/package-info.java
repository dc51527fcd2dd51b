/// The commands that users of `argocd` know: applications and what they need, on a server.
///
/// Each command is a class that says its options; [DeliveryClient] is the server, [ApplicationView]
/// what is known of an application. Refused: deciding anything. That is the server's.
@NullMarked
package dev.tiphys.cli.delivery;

import org.jspecify.annotations.NullMarked;
