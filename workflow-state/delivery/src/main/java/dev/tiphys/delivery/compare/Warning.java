package dev.tiphys.delivery.compare;

/// Something about the objects of an application that people should know: a condition of it.
///
/// @param type such as `RepeatedResourceWarning`
public record Warning(String type, String message) {}
