/// What a webhook means for applications (C095–C099, C290–C296): [Payload] reads what happened to a
/// repository or registry, [Refresh] says which applications have to look again. Whoever received
/// it has checked who sent it before.
@NullMarked
package dev.tiphys.delivery.webhook;

import org.jspecify.annotations.NullMarked;
