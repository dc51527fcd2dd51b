/// Who sent a webhook: the providers of Git repositories, by what they send, and whether they know
/// the secret. It is checked over the bytes as they came, before anybody reads them, and takes the
/// same time for every wrong secret. Refused: what a webhook means. Start reading at [Webhook].
@NullMarked
package dev.tiphys.trigger.webhook;

import org.jspecify.annotations.NullMarked;
