/// When a CronWorkflow is due: its schedules, and the moments that they mean in a time zone.
///
/// The rules are those of the cron library that Argo Workflows uses, which differ from those of
/// others in their details: steps that are larger than their range, `?`, and when the two fields
// for
/// days are alternatives. Start reading at [Schedule].
@NullMarked
package dev.tiphys.language.cron;

import org.jspecify.annotations.NullMarked;
