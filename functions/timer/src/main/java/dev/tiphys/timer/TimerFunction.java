package dev.tiphys.timer;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import io.cloudevents.CloudEvent;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// The doorway of [MinuteTimer]: woken by timers that are set, and by a PingSource each minute.
@Configuration(proxyBeanMethods = false)
public class TimerFunction {
  /// How many events it waits for at a time: 1000. One more is told to come again; the minute finds
  /// its timer in any case.
  public static final int AT_ONCE_MAX = 1000;

  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(TimerFunction.class, "timer", AT_ONCE_MAX);
  }

  @Bean
  Consumer<CloudEvent> timer(ObjectProvider<MinuteTimer> timer) {
    return event -> timer.getObject().accept(event);
  }

  @Bean
  SystemAlarm alarm() {
    return new SystemAlarm();
  }

  @Bean
  @Lazy
  MinuteTimer minuteTimer(Runs runs, Broker broker, SystemAlarm alarm) {
    var timer = new Timer(runs.events(), broker, alarm);
    return new MinuteTimer(timer, runs.events(), new RunSweep(runs), broker, alarm);
  }
}
