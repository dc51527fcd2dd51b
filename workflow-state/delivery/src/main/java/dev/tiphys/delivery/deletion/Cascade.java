package dev.tiphys.delivery.deletion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.SyncTask;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of an application that is deleted may go now: the highest wave, and nothing as long as
/// anything is on its way out, or waits for a person (C147, C077, C078).
///
/// @param options of the application, `Name=value`
/// @param requestedAt when somebody deleted the application
/// @param approvedAt when a person last approved of deletions, if ever
public record Cascade(List<String> options, Instant requestedAt, @Nullable Instant approvedAt) {
  /// What is to be done.
  public sealed interface Verdict {}

  /// Nothing is left.
  public record Over() implements Verdict {}

  /// These are not gone yet.
  public record Wait(List<JsonNode> leaving) implements Verdict {}

  /// A person has to approve of these.
  public record Confirm(List<JsonNode> objects) implements Verdict {}

  /// Delete these, which are one wave.
  public record Delete(int wave, List<JsonNode> objects) implements Verdict {}

  public Cascade {
    options = List.copyOf(options);
  }

  /// @param live all objects of the application that are there
  public Verdict next(List<? extends JsonNode> live) {
    List<JsonNode> going = live.stream().filter(this::goes).<JsonNode>map(each -> each).toList();
    if (going.isEmpty()) {
      return new Over();
    }
    var leaving =
        going.stream()
            .filter(each -> each.path("metadata").hasNonNull("deletionTimestamp"))
            .toList();
    if (!leaving.isEmpty()) {
      return new Wait(leaving);
    }
    var unconfirmed =
        isApproved() ? List.<JsonNode>of() : going.stream().filter(this::asks).toList();
    if (!unconfirmed.isEmpty()) {
      return new Confirm(unconfirmed);
    }
    var wave = going.stream().mapToInt(SyncTask::waveOf).max().orElseThrow();
    return new Delete(wave, going.stream().filter(each -> SyncTask.waveOf(each) == wave).toList());
  }

  /// What the cluster, another rule or a person keeps does not count as left.
  private boolean goes(JsonNode live) {
    return !ObjectKey.of(live).kind().equals("CustomResourceDefinition")
        && !Hooks.isDeleteHook(live)
        && !option(live, "Delete").equals("false")
        && !Annotations.of(live, Annotations.HELM_RESOURCE_POLICY).equals("keep");
  }

  private boolean asks(JsonNode live) {
    return option(live, "Delete").equals("confirm") || option(live, "Prune").equals("confirm");
  }

  /// What an object says beats what the application says.
  private String option(JsonNode live, String name) {
    return Annotations.optionValue(live, name)
        .orElseGet(() -> Annotations.valueOf(String.join(",", options), name).orElse(""));
  }

  /// Approvals are written in whole seconds.
  private boolean isApproved() {
    return approvedAt != null && !approvedAt.isBefore(requestedAt.truncatedTo(ChronoUnit.SECONDS));
  }
}
