package dev.tiphys.doorway;

import dev.tiphys.doorway.logging.Logs;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.BeanCreationException;

/// The bean of one function behind a [CloudEventServer]: what a container of its image runs.
///
/// A function that sleeps until an event arrives is as good as its start is short, so only the
/// beans that it declares are set up, and no more than it needs (see [FunctionBeans]). The store
/// and the broker's client wait for their first use.
public final class FunctionHost implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FunctionHost.class.getName());

  private final FunctionBeans beans;
  private final Observation observation;
  private final CloudEventServer server;

  private FunctionHost(FunctionBeans beans, Observation observation, CloudEventServer server) {
    this.beans = beans;
    this.observation = observation;
    this.server = server;
  }

  /// Runs until the process is told to end, by the settings in its environment.
  ///
  /// @param name of the bean, a `Consumer<CloudEvent>`
  public static void main(Class<?> configuration, String name) {
    main(configuration, name, CloudEventServer.AT_ONCE_MAX);
  }

  /// As above, for a function that waits more than it works.
  ///
  /// @param atOnceMax how many events it is given at a time
  public static void main(Class<?> configuration, String name, int atOnceMax) {
    try {
      Logs.begin("json", System.getenv());
      var host =
          start(
              configuration,
              name,
              atOnceMax,
              Settings.of(System.getenv()),
              Observation.of(kebab(name), System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(host::close, "stop"));
      host.warm();
      LOG.log(Level.INFO, "%s listens on port %d".formatted(name, host.port()));
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, Status.of(failure).detail());
      System.exit(1);
    }
  }

  /// A host that listens already.
  public static FunctionHost start(Class<?> configuration, String name, Settings settings) {
    return start(
        configuration,
        name,
        CloudEventServer.AT_ONCE_MAX,
        settings,
        Observation.of(kebab(name), Map.of()));
  }

  /// As above, watched as `observation` says, which is closed with the host.
  @SuppressWarnings("unchecked")
  static FunctionHost start(
      Class<?> configuration,
      String name,
      int atOnceMax,
      Settings settings,
      Observation observation) {
    var beans =
        new FunctionBeans()
            .with(Settings.class, () -> settings)
            .with(Observation.class, () -> observation)
            .with(HostConfiguration.class)
            .with(configuration);
    try {
      Consumer<CloudEvent> function = beans.function(name, Consumer.class);
      var server =
          CloudEventServer.start(
              new InetSocketAddress(settings.port()), atOnceMax, observation, function);
      return new FunctionHost(beans, observation, server);
    } catch (RuntimeException e) {
      beans.close();
      throw e;
    }
  }

  /// As its folder and its image are called.
  private static String kebab(String name) {
    return name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /// Gets ready what the first event will need. A store that will not do ends the process: waiting
  /// would not make it better.
  private void warm() {
    Thread.ofVirtual()
        .name("warm")
        .start(
            () -> {
              try {
                beans.get(Runs.class);
              } catch (BeanCreationException failure) {
                var status = Status.of(failure);
                LOG.log(Level.ERROR, status.detail());
                if (status.code() == 422) {
                  System.exit(1);
                }
              }
            });
  }

  /// The port that it listens on.
  public int port() {
    return server.port();
  }

  /// Ends when the events under way are answered.
  @Override
  public void close() {
    server.close();
    observation.close();
    beans.close();
  }
}
