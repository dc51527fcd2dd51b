package dev.tiphys;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// The rules of the house (DESIGN §2): which way arrows point, and what pure code may not touch.
///
/// What stands above this module, such as the command line, is not seen here: the order of modules
/// keeps all others from using it. Time and chance come into expressions as their Ambient.
@AnalyzeClasses(packages = "dev.tiphys", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
  private static final String EVENTS = "dev.tiphys.events..";
  private static final String LANGUAGE = "dev.tiphys.language..";
  private static final String ENGINE = "dev.tiphys.engine..";
  private static final String DELIVERY = "dev.tiphys.delivery..";
  private static final String LOG = "dev.tiphys.log..";
  private static final String DOORWAY = "dev.tiphys.doorway..";
  private static final String ARTIFACTS = "dev.tiphys.artifacts..";
  private static final String SOURCES = "dev.tiphys.sources..";
  private static final String KUBERNETES = "dev.tiphys.kubernetes..";
  private static final String APPLICATIONS = "dev.tiphys.applications..";
  private static final String CLUSTER = "dev.tiphys.cluster..";
  private static final String EMBEDDED = "dev.tiphys.embedded..";

  /// Whatever is none of the others: a function that is added is bound too.
  private static final DescribedPredicate<JavaClass> FUNCTIONS =
      resideInAPackage("dev.tiphys.*..")
          .and(not(resideInAnyPackage(EVENTS, LANGUAGE, ENGINE, DELIVERY, LOG)))
          .as("functions");

  private static final SliceAssignment EACH_FUNCTION =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return FUNCTIONS.test(type)
              ? SliceIdentifier.of(type.getPackageName().split("[.]")[2])
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "functions";
        }
      };

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String names) {
    return calls(type.getName().replace(".", "[.]"), names);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String types, String names) {
    return DescribedPredicate.describe(
        types + "." + names,
        access ->
            access.getTargetOwner().getName().matches(types)
                && access.getTarget().getName().matches(names));
  }

  /// What a replay may not depend on.
  private static final DescribedPredicate<JavaAccess<?>> CLOCK =
      calls(System.class, "currentTimeMillis|nanoTime")
          .or(calls("java[.]time[.].*", "now"))
          .or(calls(Clock.class, "system.*|tick.*"))
          .or(calls(InstantSource.class, "system"))
          .or(calls("java[.]util[.]Date", "<init>"))
          .as("a clock");

  private static final DescribedPredicate<JavaAccess<?>> CHANCE =
      calls(Math.class, "random")
          .or(calls(UUID.class, "randomUUID"))
          .or(calls(Random.class, "<init>"))
          .or(calls(SecureRandom.class, ".*"))
          .or(calls(ThreadLocalRandom.class, ".*"))
          .as("chance");

  private static final DescribedPredicate<JavaClass> OUTSIDE =
      resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
          .and(not(belongToAnyOf(URI.class, URISyntaxException.class)))
          .or(nameMatching("java[.]io[.](File|RandomAccessFile|Console).*"))
          .or(belongToAnyOf(ProcessBuilder.class, Process.class, Runtime.class, Thread.class))
          .or(resideInAnyPackage("org.springframework..", "io.fabric8..", "software.amazon.."))
          .as("files, network, processes, threads, Spring or clients");

  @ArchTest
  static final ArchRule arrows_point_from_functions_to_workflow_state_to_events =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.tiphys..")
          .layer("events")
          .definedBy(EVENTS)
          .layer("language")
          .definedBy(LANGUAGE)
          .layer("log")
          .definedBy(LOG)
          .layer("engine")
          .definedBy(ENGINE)
          .optionalLayer("delivery")
          .definedBy(DELIVERY)
          .layer("functions")
          .definedBy(FUNCTIONS)
          .whereLayer("functions")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("functions")
          .whereLayer("delivery")
          .mayOnlyBeAccessedByLayers("functions")
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers("functions")
          .whereLayer("language")
          .mayOnlyBeAccessedByLayers("functions", "engine", "delivery")
          .whereLayer("events")
          .mayOnlyBeAccessedByLayers("functions", "engine", "delivery", "language", "log")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule functions_never_import_each_other_but_the_host_does =
      slices()
          .assignedFrom(EACH_FUNCTION)
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAPackage(EMBEDDED), FUNCTIONS)
          .ignoreDependency(
              FUNCTIONS,
              resideInAnyPackage(DOORWAY, ARTIFACTS, SOURCES, CLUSTER, KUBERNETES, APPLICATIONS));

  @ArchTest
  static final ArchRule pure_code_touches_no_clock =
      noClasses()
          .that()
          .resideInAnyPackage(LANGUAGE, ENGINE, DELIVERY)
          .should()
          .accessTargetWhere(CLOCK);

  @ArchTest
  static final ArchRule pure_code_leaves_nothing_to_chance =
      noClasses()
          .that()
          .resideInAnyPackage(LANGUAGE, ENGINE, DELIVERY)
          .should()
          .accessTargetWhere(CHANCE);

  @ArchTest
  static final ArchRule pure_code_does_nothing_to_the_world =
      noClasses()
          .that()
          .resideInAnyPackage(LANGUAGE, ENGINE, DELIVERY)
          .should()
          .dependOnClassesThat(OUTSIDE)
          .orShould()
          .accessTargetWhere(calls(System.class, "in|out|err|getenv|getProperty|exit"));
}
