package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.settings.ArgoSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The settings of delivery as they are now: what stands in the files that a host was started with,
/// and what it was told since then, which counts where both say something.
public final class CurrentSettings implements Supplier<ArgoSettings> {
  private final List<JsonNode> given;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile ArgoSettings now;

  /// @param given resources of all kinds, as they stand in files
  /// @throws IllegalArgumentException naming what makes no sense in them
  public CurrentSettings(List<JsonNode> given) {
    this.given = List.copyOf(given);
    now = ArgoSettings.of(given);
  }

  @Override
  public ArgoSettings get() {
    return now;
  }

  /// Says anew what is told besides the files.
  ///
  /// @throws IllegalArgumentException if it makes no sense; then all stays as it was
  public void tell(List<JsonNode> documents) {
    var all = new ArrayList<>(given);
    all.addAll(documents);
    var next = ArgoSettings.of(all);
    if (!next.objects().equals(now.objects())) {
      now = next;
      listeners.forEach(Runnable::run);
    }
  }

  /// Calls `changed` whenever they are others.
  public void listen(Runnable changed) {
    listeners.add(changed);
  }
}
