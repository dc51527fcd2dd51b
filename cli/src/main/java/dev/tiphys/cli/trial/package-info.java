/// Tests of workflows: what a test file says, how a rehearsal is judged by it, and how the outcome
/// is told.
///
/// [TestFileReader] reads a file, with everything that is wrong with it at once; [Trial] has the
/// engine rehearse each test ([dev.tiphys.engine.rehearsal.Rehearsal]); [Judgement] compares. This
/// package refuses to know rules of workflows: what happens is the engine's business.
@NullMarked
package dev.tiphys.cli.trial;

import org.jspecify.annotations.NullMarked;
