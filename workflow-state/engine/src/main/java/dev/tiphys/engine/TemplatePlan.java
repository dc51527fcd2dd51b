package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.Body.ContainerBody;
import dev.tiphys.language.workflow.Body.ContainerSetBody;
import dev.tiphys.language.workflow.Body.DagBody;
import dev.tiphys.language.workflow.Body.DataBody;
import dev.tiphys.language.workflow.Body.HttpBody;
import dev.tiphys.language.workflow.Body.PluginBody;
import dev.tiphys.language.workflow.Body.ResourceBody;
import dev.tiphys.language.workflow.Body.ScriptBody;
import dev.tiphys.language.workflow.Body.StepsBody;
import dev.tiphys.language.workflow.Body.SuspendBody;
import dev.tiphys.language.workflow.RetryStrategy;
import dev.tiphys.language.workflow.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A template with its defaults, read once for all nodes that run it.
final class TemplatePlan {
  /// `inputs.parameters` as a whole, not one of them.
  private static final Pattern WHOLE_INPUTS = Pattern.compile("inputs\\.parameters(?![.\\[\\w])");

  /// `.x.outputs.result`, or `['x']` before it.
  private static final Pattern CALL_NAME =
      Pattern.compile(
          "\\.([-a-zA-Z0-9_]+)\\.outputs\\.result|\\[\\\\*['\"]([-a-zA-Z0-9_]+)\\\\*['\"]\\]");

  private final String key;
  private final Template template;
  private final List<List<CallPlan>> groups;
  private final Map<String, Spot> spots;
  private final @Nullable DagPlan dag;
  private final String text;
  private final boolean listsInputs;

  /// Where a call stands: the group of a steps template (0 in a DAG) and its index there.
  record Spot(int group, int index) {}

  TemplatePlan(String key, Template template) {
    this.key = key;
    this.template = template;
    text = template.json().toString();
    listsInputs = WHOLE_INPUTS.matcher(text).find();
    var captured = captured(text);
    var plans = new ArrayList<List<CallPlan>>();
    for (var group : calls(template)) {
      plans.add(group.stream().map(call -> CallPlan.of(call, key, captured)).toList());
    }
    groups = List.copyOf(plans);
    spots = new HashMap<>();
    for (var g = 0; g < groups.size(); g++) {
      for (var i = 0; i < groups.get(g).size(); i++) {
        spots.put(groups.get(g).get(i).name(), new Spot(g, i));
      }
    }
    dag = template.body() instanceof DagBody body ? new DagPlan(body) : null;
  }

  private static List<List<dev.tiphys.language.workflow.Call>> calls(Template template) {
    return switch (template.body()) {
      case StepsBody steps -> steps.steps();
      case DagBody body -> List.of(body.tasks());
      case ContainerBody _, ScriptBody _, SuspendBody _, HttpBody _ -> List.of();
      case ResourceBody _, DataBody _, ContainerSetBody _, PluginBody _ -> List.of();
    };
  }

  /// The calls whose results somebody may ask for (F048). Looks at the text of the template, since
  /// a tag may stand in any field of it; a result that is captured in vain does no harm.
  private static Set<String> captured(String text) {
    if (!text.contains("outputs.result")) {
      return Set.of();
    }
    var names = new HashSet<String>();
    var found = CALL_NAME.matcher(text);
    while (found.find()) {
      names.add(found.group(1) == null ? found.group(2) : found.group(1));
    }
    return names;
  }

  String key() {
    return key;
  }

  Template template() {
    return template;
  }

  /// The template as JSON text, to look for names in it.
  String text() {
    return text;
  }

  /// Whether the template asks for the list of all its inputs, which costs what they are.
  boolean listsInputs() {
    return listsInputs;
  }

  /// The type of the node that runs this template, retries aside.
  NodeType type() {
    return switch (template.body()) {
      case StepsBody _ -> NodeType.STEPS;
      case DagBody _ -> NodeType.DAG;
      case SuspendBody _ -> NodeType.SUSPEND;
      case HttpBody _ -> NodeType.HTTP;
      case PluginBody _ -> NodeType.PLUGIN;
      case ContainerBody _, ScriptBody _, ResourceBody _, DataBody _, ContainerSetBody _ ->
          NodeType.POD;
    };
  }

  @Nullable RetryStrategy retry() {
    return template.retryStrategy();
  }

  /// The groups of a steps template; a DAG is one group of its tasks.
  List<List<CallPlan>> groups() {
    return groups;
  }

  CallPlan call(int group, int index) {
    return groups.get(group).get(index);
  }

  @Nullable Spot spot(String name) {
    return spots.get(name);
  }

  DagPlan dag() {
    if (dag == null) {
      throw new IllegalStateException("template %s is not a dag".formatted(key));
    }
    return dag;
  }

  /// The prefix of the names under which the calls of this template are known to each other.
  String prefix() {
    return dag == null ? "steps." : "tasks.";
  }

  /// The limit on active children (F030); none is the largest number.
  int parallelism() {
    var limit = template.parallelism();
    return limit == null ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE);
  }

  @Nullable Text target() {
    return template.body() instanceof DagBody body ? CallPlan.text(body.target()) : null;
  }
}
