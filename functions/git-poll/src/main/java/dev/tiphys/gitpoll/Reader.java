package dev.tiphys.gitpoll;

import dev.tiphys.sources.Sources.Listing;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.function.Function;

/// Somebody who reads repositories.
///
/// @param keys of the repositories
/// @param look asks what they mean, and says what is to be announced
record Reader(List<String> keys, Function<Listing, List<CloudEvent>> look) {}
