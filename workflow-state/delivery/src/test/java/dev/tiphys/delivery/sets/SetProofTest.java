package dev.tiphys.delivery.sets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.generators.FakeSources;
import dev.tiphys.delivery.generators.Generation;
import dev.tiphys.delivery.generators.Generators;
import dev.tiphys.delivery.generators.SetPlan;
import dev.tiphys.delivery.sets.SetCommand.RecordFailure;
import dev.tiphys.delivery.sets.SetCommand.RecordGeneration;
import dev.tiphys.delivery.sets.SetCommand.RecordOutcome;
import dev.tiphys.delivery.sync.PruneProof;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.SetFact.SetApplied;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever generators answer, completely, in part, with nothing or not at all, and in whatever
/// order: no application is deleted without proof (DESIGN §6). One seed is one history; the proof
/// is looked for in what the world itself remembers, not in what the code says.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SetProofTest {
  private static final int STEPS = 150;
  private static final int NAMES = 24;

  static LongStream seeds() {
    var seed = Long.getLong("sim.seed");
    return seed == null ? LongStream.range(0, 150) : LongStream.of(seed);
  }

  @ParameterizedTest(name = "-Dsim.seed={0}")
  @MethodSource("seeds")
  void no_application_is_deleted_without_proof(long seed) {
    new World(seed).live();
  }

  @Test
  void with_proof_applications_are_deleted() {
    assertThat(LongStream.range(0, 50).map(seed -> new World(seed).live()).sum())
        .isGreaterThan(200);
  }

  /// What the generators gave, when all of them answered.
  private record Known(String definition, Set<String> names) {}

  private static final class World {
    private final long seed;
    private final Random random;
    private final ObjectNode sources = JsonNodeFactory.instance.objectNode();
    private final Map<String, ObjectNode> applications = new TreeMap<>();
    private final Map<String, List<ObjectNode>> blobs = new HashMap<>();
    private final ArrayDeque<RecordOutcome> late = new ArrayDeque<>();
    private final Set<String> made = new TreeSet<>();
    private @Nullable Known known;
    private SetState state = SetState.NEW;
    private ApplicationSet set;
    private boolean allowEmpty;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int deletions;

    World(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      set = defined();
      answer();
    }

    /// @return how many applications were deleted
    int live() {
      for (var step = 0; step < STEPS; step++) {
        now = now.plusSeconds(1);
        switch (random.nextInt(12)) {
          case 0, 1 -> answer();
          case 2 -> {
            sources.put("clientError", random.nextInt(3) == 0);
            sources.put("repoError", random.nextInt(3) == 0 ? "no reply" : null);
          }
          case 3, 4, 5 -> generate();
          case 6, 7, 8 -> bring();
          case 9 -> set = defined();
          case 10 -> meddle();
          default -> {
            if (!late.isEmpty()) {
              record(late.remove());
            }
          }
        }
      }
      return deletions;
    }

    private ApplicationSet defined() {
      allowEmpty = random.nextInt(4) == 0;
      var yaml =
          """
          metadata: {name: s, namespace: argocd, uid: u, annotations: {%s: "%s"}}
          spec:
            syncPolicy: {applicationsSync: %s}
            generators:
            - clusters: {selector: {matchLabels: {a: b}}, values: {app: "{{name}}"}}
            - git: {repoURL: r, revision: HEAD, directories: [{path: "*"}],
                values: {app: "{{path.basename}}"}}
            template:
              metadata: {name: "{{values.app}}"}
              spec:
                project: default
                source: {repoURL: r, path: .}
                destination: {name: in-cluster}
          """
              .formatted(
                  SetPlan.ALLOW_EMPTY,
                  allowEmpty,
                  List.of("sync", "sync", "create-delete", "create-update").get(random.nextInt(4)));
      return ApplicationSet.from(
          YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "f").getFirst().toJson());
    }

    private String definition() {
      return Digest.of(set.spec().json().toString().getBytes(StandardCharsets.UTF_8));
    }

    /// There is something else now: more, less, or nothing.
    private void answer() {
      var clusters = sources.putArray("clusters");
      var directories = sources.putArray("repoDirectories");
      var share = random.nextInt(6) == 0 ? 0 : random.nextInt(100);
      for (var i = 0; i < NAMES; i++) {
        if (random.nextInt(100) < share) {
          directories.add("a" + i);
        } else if (random.nextInt(100) < share) {
          var cluster = clusters.addObject().put("name", "a" + i).put("server", "https://a" + i);
          cluster.putObject("labels").put("a", "b");
        }
      }
    }

    private void generate() {
      var definition = definition();
      known = null;
      try {
        var generation =
            new Generation(
                new Generators(false),
                new FakeSources(sources),
                new Ambient(() -> now, new Random(1)));
        var all = generation.applications(set);
        var digest = Digest.of(all.toString().getBytes(StandardCharsets.UTF_8));
        blobs.put(digest, all);
        record(new RecordGeneration(definition, List.of(), new Blob(digest, all.size()), now));
      } catch (Generation.Failed e) {
        record(new RecordFailure(definition, e.reason(), String.valueOf(e.getMessage()), now));
      }
      if (!sources.path("clientError").asBoolean() && !sources.hasNonNull("repoError")) {
        var names = new TreeSet<>(sources.path("clusters").findValuesAsText("name"));
        sources.path("repoDirectories").forEach(directory -> names.add(directory.asText()));
        known = new Known(definition, names);
      }
    }

    /// As the function `appset` does; what became of it is sometimes told late, or never.
    private void bring() {
      var generated = state.generated();
      if (generated == null || !state.isProven(definition())) {
        return;
      }
      var plan =
          SetPlan.of(
              set,
              blobs.get(generated.applications().dataref()),
              List.copyOf(applications.values()),
              application -> random.nextInt(20) == 0 ? Optional.of("refused") : Optional.empty(),
              new SetPlan.Proof(state.owned(), generated.at()));
      judge(plan.deleted());
      plan.created().forEach(application -> applications.put(name(application), application));
      plan.updated().forEach(application -> applications.put(name(application), application));
      plan.deleted().forEach(applications::remove);
      deletions += plan.deleted().size();
      var outcome = new RecordOutcome(plan.owned(), List.of(), plan.problems(), now);
      switch (random.nextInt(8)) {
        case 0 -> late.add(outcome);
        case 1 -> {}
        default -> record(outcome);
      }
    }

    private void judge(List<String> deleted) {
      if (deleted.isEmpty()) {
        return;
      }
      var history = "-Dsim.seed=%d, %s: %s".formatted(seed, now, deleted);
      assertThat(known).as("%s: not all generators answered", history).isNotNull();
      assertThat(known.definition()).as("%s: of another set", history).isEqualTo(definition());
      assertThat(known.names()).as("%s: generated", history).doesNotContainAnyElementsOf(deleted);
      assertThat(made).as("%s: not made by the set", history).containsAll(deleted);
      assertThat(known.names().isEmpty() && !allowEmpty).as("%s: of nothing", history).isFalse();
      assertThat(known.names().isEmpty() ? 0 : deleted.size())
          .as("%s: too many at once", history)
          .isLessThanOrEqualTo(Math.max(PruneProof.FREE_MAX, made.size() / 2));
    }

    private void record(SetCommand command) {
      for (var fact : state.decide(command)) {
        state = state.evolve(fact);
        if (fact instanceof SetApplied applied) {
          made.addAll(applied.added());
          applied.removed().forEach(made::remove);
        }
      }
    }

    /// Others delete applications, let go of them, own them, or bring those of the set back.
    private void meddle() {
      var name = "a" + random.nextInt(NAMES);
      if (random.nextInt(4) == 0) {
        applications.remove(name);
        return;
      }
      var application = JsonNodeFactory.instance.objectNode();
      var metadata = application.putObject("metadata").put("name", name);
      if (random.nextInt(3) > 0) {
        var owner = metadata.putArray("ownerReferences").addObject();
        var ours = random.nextBoolean();
        owner.put("kind", "ApplicationSet").put("name", ours ? "s" : "other");
        owner.put("uid", ours ? "u" : "t").put("controller", true);
      }
      applications.put(name, application);
    }

    private static String name(ObjectNode application) {
      return application.at("/metadata/name").asText();
    }
  }
}
