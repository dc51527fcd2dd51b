package dev.tiphys.api;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.http.HttpMessageFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a CloudEvent from a request, binary or structured, and hands it on. Anything that could
/// be read in two ways is refused (attack case 71).
record IngressRoute(Ingress ingress, Limits limits) {
  private static final Pattern DISCRIMINATOR = Pattern.compile("[A-Za-z0-9._-]{0,253}");
  private static final String STRUCTURED = "application/cloudevents+json";

  Reply receive(Call call) {
    if (call.content().length > limits.eventBytes()) {
      throw new Refusal(
          Refusal.Code.RESOURCE_EXHAUSTED,
          "the event has %d bytes: at most %d are allowed, larger values go by reference (dataref)"
              .formatted(call.content().length, limits.eventBytes()));
    }
    ingress.accept(event(call));
    return new Reply.Bare(202, Map.of());
  }

  /// `POST /templates/{name}`: a CloudEvent that starts a run of that template.
  Reply template(Call call) {
    var name = call.name();
    ingress.accept(
        io.cloudevents.core.builder.CloudEventBuilder.v1(event(call))
            .withExtension("template", name)
            .build());
    return new Reply.Bare(202, Map.of());
  }

  /// `POST /api/v1/events/{namespace}/{discriminator}`: any JSON, or a CloudEvent.
  Reply post(Call call) {
    var discriminator = call.variables().getOrDefault("discriminator", "");
    if (!DISCRIMINATOR.matcher(discriminator).matches()) {
      throw Refusal.invalid(
          "the discriminator in the path: expected at most 253 letters, digits, '-', '_' and '.'");
    }
    ingress.receive(
        new Ingress.Post(
            call.namespace(),
            discriminator,
            call.headers(),
            call.content(),
            call.trust(),
            () -> isEvent(call) ? event(call) : null));
    return Reply.empty();
  }

  private static boolean isEvent(Call call) {
    var types = call.headers().getOrDefault("content-type", List.of(""));
    return types.getFirst().toLowerCase(Locale.ROOT).startsWith("application/cloudevents")
        || call.headers().containsKey("ce-specversion");
  }

  private static CloudEvent event(Call call) {
    var headers = new HashMap<String, String>();
    call.headers().forEach((name, values) -> headers.put(name, single(name, values)));
    var type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    var structured = mediaType(type).equals(STRUCTURED);
    if (type.startsWith("application/cloudevents") && !structured) {
      throw Refusal.invalid(
          "content-type: expected one event as %s or in binary mode, found '%s'"
              .formatted(STRUCTURED, Refusal.shown(type)));
    }
    var binary = headers.keySet().stream().anyMatch(name -> name.startsWith("ce-"));
    if (structured && binary) {
      throw Refusal.invalid(
          "the request has ce-* headers and a structured event: expected one of the two");
    }
    if (!structured && !binary) {
      throw Refusal.invalid(
          "the request is no CloudEvent: expected ce-* headers or content-type %s"
              .formatted(STRUCTURED));
    }
    if (structured) {
      // Reads it more strictly than the event's own reader: depth, duplicate keys, what follows.
      Body.tree(call.content());
    }
    return checked(parsed(headers, call.content()));
  }

  private static CloudEvent parsed(Map<String, String> headers, byte[] content) {
    try {
      return HttpMessageFactory.createReader(headers, content).toEvent();
    } catch (RuntimeException e) {
      throw Refusal.invalid("the request is no CloudEvent: " + reason(e));
    }
  }

  /// The specification wants these to be text, and text without control characters; a log that
  /// shows such a one, or a header that carries it on, may break.
  private static CloudEvent checked(CloudEvent event) {
    if (event.getSpecVersion() != SpecVersion.V1) {
      throw Refusal.invalid("specversion: expected 1.0, found " + event.getSpecVersion());
    }
    if (event.getId().isEmpty() || event.getType().isEmpty()) {
      throw Refusal.invalid("id and type: expected text, found nothing");
    }
    for (var name : event.getAttributeNames()) {
      checkText(name, event.getAttribute(name));
    }
    for (var name : event.getExtensionNames()) {
      checkText(name, event.getExtension(name));
    }
    return event;
  }

  private static void checkText(String name, @Nullable Object value) {
    if (value != null && value.toString().chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid(
          "%s: expected no control characters, found one".formatted(Refusal.shown(name)));
    }
  }

  private static String single(String name, List<String> values) {
    if (values.size() > 1 && (name.startsWith("ce-") || name.equals("content-type"))) {
      throw Refusal.invalid("the header %s is there twice".formatted(Refusal.shown(name)));
    }
    return values.getFirst();
  }

  private static String mediaType(String contentType) {
    return contentType.split(";", 2)[0].strip();
  }

  private static String reason(RuntimeException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    var message = deepest.getMessage();
    return Refusal.shown(
        message == null ? "it cannot be read" : message.lines().findFirst().orElse(""));
  }
}
