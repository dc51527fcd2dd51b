package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One container of a step, as the template declares it.
///
/// @param command empty if the image decides
/// @param source of a script, which is to be written to a file and named last
/// @param dependencies containers of the same set that must have succeeded before
/// @param json the declaration itself: environment, mounts, probes
public record Container(
    String name,
    Role role,
    String image,
    List<String> command,
    List<String> args,
    @Nullable String source,
    List<String> dependencies,
    JsonNode json) {
  public static final String MAIN = "main";

  /// A name is also the name of a folder.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-_A-Za-z0-9]{0,127})");

  /// What a container is there for.
  public enum Role {
    /// Runs to its end before the others begin.
    INIT,
    /// Does the work of the step: the only one, or one of a set.
    WORK,
    /// Runs beside, until the work is done.
    SIDECAR
  }

  public Container {
    if (!NAME.matcher(name).matches()) {
      throw new PodFailure(
          "the name '%s' of a container: expected letters, digits and '-'",
          name.length() > 80 ? name.substring(0, 80) + "…" : name);
    }
    command = List.copyOf(command);
    args = List.copyOf(args);
    dependencies = List.copyOf(dependencies);
  }

  public boolean isMain() {
    return role == Role.WORK && name.equals(MAIN);
  }

  /// `text`, with the container's name before it unless that goes without saying.
  public String says(String text) {
    return isMain() ? text : name + ": " + text;
  }
}
