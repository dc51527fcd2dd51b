package dev.tiphys.language.validation;

import dev.tiphys.language.cron.MalformedScheduleException;
import dev.tiphys.language.cron.Schedule;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.CronWorkflow;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks what a CronWorkflow says about when its runs begin.
final class CronCheck {
  private static final Set<String> POLICIES = Set.of("", "Allow", "Forbid", "Replace");
  private static final int SCHEDULES_MAX = 100;

  private CronCheck() {}

  /// @param report of the `spec`
  static void check(CronWorkflow cron, Report report) {
    if (cron.schedules().isEmpty()) {
      report.add("cron workflow must have at least one schedule");
    }
    if (cron.schedules().size() > SCHEDULES_MAX) {
      report
          .at("schedules")
          .add(
              "expected at most %d (limit SCHEDULES_MAX), found %d"
                  .formatted(SCHEDULES_MAX, cron.schedules().size()));
    }
    var zone = zone(cron.timezone(), report.at("timezone"));
    for (var i = 0; i < cron.schedules().size(); i++) {
      try {
        Schedule.parse(cron.schedules().get(i), zone);
      } catch (MalformedScheduleException e) {
        report
            .at("schedules", i)
            .add(
                "cron schedule '%s' is malformed: %s"
                    .formatted(cron.schedules().get(i), e.getMessage()));
      }
    }
    var policy = cron.concurrencyPolicy();
    if (policy != null && !POLICIES.contains(policy)) {
      report
          .at("concurrencyPolicy")
          .add("'%s' is not a valid concurrencyPolicy: Allow, Forbid or Replace".formatted(policy));
    }
    notNegative(
        cron.startingDeadlineSeconds(),
        "startingDeadlineSeconds must be positive",
        report.at("startingDeadlineSeconds"));
    notNegative(
        cron.successfulJobsHistoryLimit(),
        "expected 0 or more",
        report.at("successfulJobsHistoryLimit"));
    notNegative(
        cron.failedJobsHistoryLimit(), "expected 0 or more", report.at("failedJobsHistoryLimit"));
    expressions(cron, report);
  }

  private static ZoneId zone(@Nullable String name, Report report) {
    if (name == null || name.isEmpty()) {
      return ZoneOffset.UTC;
    }
    try {
      return Schedule.zone(name);
    } catch (MalformedScheduleException e) {
      report.add(String.valueOf(e.getMessage()));
      return ZoneOffset.UTC;
    }
  }

  private static void notNegative(@Nullable Long number, String message, Report report) {
    if (number != null && number < 0) {
      report.add(message);
    }
  }

  private static void expressions(CronWorkflow cron, Report report) {
    if (cron.when() != null) {
      try {
        Text.parse(cron.when()).mistakes().forEach(report.at("when")::add);
      } catch (TemplateException e) {
        report.at("when").add(String.valueOf(e.getMessage()));
      }
    }
    if (cron.stopExpression() != null && !cron.stopExpression().isEmpty()) {
      try {
        Expression.parse(cron.stopExpression());
      } catch (ExpressionException e) {
        report.at("stopStrategy.expression").add(String.valueOf(e.getMessage()));
      }
    }
  }
}
