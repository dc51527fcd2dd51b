package dev.tiphys.cli.follow;

import dev.tiphys.cli.view.WorkflowView;

/// Where the states of a run are shown.
public interface Display {
  /// Shows nothing.
  Display NONE =
      new Display() {
        @Override
        public void show(WorkflowView workflow) {}

        @Override
        public void tick() {}

        @Override
        public void end() {}
      };

  void show(WorkflowView workflow);

  /// Some time has passed; nothing else has changed.
  void tick();

  /// Nothing more will be shown, whether the run has ended or not. May be called from any thread
  /// and more than once.
  void end();
}
