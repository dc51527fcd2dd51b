package dev.tiphys.trigger.event;

/// An expression of a binding that gives nothing for an event; the message names the field.
final class BindingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BindingFailure(String place, String message) {
    super(place + ": " + message);
  }
}
