package dev.tiphys.doorway;

import dev.tiphys.log.LogFailure.Rejected;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.cloud.function.context.FunctionCatalog;
import org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/// One function of the Spring Cloud Function catalog behind a [CloudEventServer]: what a container
/// of this image runs.
///
/// Only the catalog is set up, no auto-configuration: a function that sleeps until an event arrives
/// is as good as its start is short. The store and the broker's client wait for their first use.
public final class FunctionHost implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FunctionHost.class.getName());

  private final AnnotationConfigApplicationContext context;
  private final CloudEventServer server;

  private FunctionHost(AnnotationConfigApplicationContext context, CloudEventServer server) {
    this.context = context;
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
      var host = start(configuration, name, atOnceMax, Settings.of(System.getenv()));
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
    return start(configuration, name, CloudEventServer.AT_ONCE_MAX, settings);
  }

  private static FunctionHost start(
      Class<?> configuration, String name, int atOnceMax, Settings settings) {
    var context = new AnnotationConfigApplicationContext();
    context.registerBean(Settings.class, () -> settings);
    context.register(
        ContextFunctionCatalogAutoConfiguration.class, HostConfiguration.class, configuration);
    context.refresh();
    Consumer<Message<byte[]>> function =
        context.getBean(FunctionCatalog.class).lookup(name, "application/json");
    if (function == null) {
      context.close();
      throw new Rejected("there is no function '%s'".formatted(name));
    }
    try {
      var server =
          CloudEventServer.start(
              new InetSocketAddress(settings.port()),
              atOnceMax,
              event -> function.accept(message(event)));
      return new FunctionHost(context, server);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /// What a function of the catalog understands: the attributes as lower-case headers, the data as
  /// they are. An event without a content type stays without.
  private static Message<byte[]> message(CloudEvent event) {
    var data = event.getData();
    var message = MessageBuilder.withPayload(data == null ? new byte[0] : data.toBytes());
    message.setHeader("ce-specversion", event.getSpecVersion().toString());
    for (var name : event.getAttributeNames()) {
      var value = event.getAttribute(name);
      if (value == null) {
        continue;
      }
      if (name.equals("datacontenttype")) {
        message.setHeader("contentType", value);
      } else {
        message.setHeader("ce-" + name, text(value));
      }
    }
    event
        .getExtensionNames()
        .forEach(name -> message.setHeader("ce-" + name, text(event.getExtension(name))));
    return message.build();
  }

  private static String text(Object value) {
    return value instanceof java.time.OffsetDateTime time
        ? io.cloudevents.types.Time.writeTime(time)
        : value.toString();
  }

  /// Gets ready what the first event will need. A store that will not do ends the process: waiting
  /// would not make it better.
  private void warm() {
    Thread.ofVirtual()
        .name("warm")
        .start(
            () -> {
              try {
                context.getBean(Runs.class);
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
    context.close();
  }
}
