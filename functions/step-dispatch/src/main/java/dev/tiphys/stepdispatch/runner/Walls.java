package dev.tiphys.stepdispatch.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a process gets its own view of the files and its own list of processes: what this machine
/// allows of it.
enum Walls {
  /// bubblewrap, which also works for plain users.
  BWRAP,
  /// util-linux's unshare, for root.
  UNSHARE,
  /// The same in a user namespace, where plain users may have one.
  UNSHARE_USER,
  /// Nothing: steps share everything with the host, only a session of their own they have.
  NONE;

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /// The first that really works here.
  static Walls here() {
    for (var walls : values()) {
      if (walls.work()) {
        return walls;
      }
    }
    return NONE;
  }

  /// Whether a process can be started so, with a directory laid over another.
  boolean work() {
    var view = new View(Path.of("/nonexistent"));
    view.bind(Path.of("/usr"), Path.of("/tmp"), false);
    var command = around(view, Path.of("/tmp"), List.of("/bin/sh", "-c", "[ -d /tmp/bin ]"));
    return command.isPresent() && Host.succeeds(command.get(), ANSWER_MAX);
  }

  /// `command` inside of these walls, begun in `directory`; empty if a program for it is missing.
  Optional<List<String>> around(View view, Path directory, List<String> command) {
    return switch (this) {
      case BWRAP -> Host.program("bwrap").map(bwrap -> bwrap(bwrap, view, directory, command));
      case UNSHARE -> unshare(List.of("-mpf"), view, directory, command);
      case UNSHARE_USER -> unshare(List.of("-Ur", "-mpf"), view, directory, command);
      case NONE -> Host.program("setsid").map(setsid -> session(setsid, directory, command));
    };
  }

  /// In a session of its own, all of whose process group ends when the first process does.
  private static List<String> session(Path setsid, Path directory, List<String> command) {
    var run =
        """
        %s /bin/sh -c %s sh "$@" &
        wait $!
        code=$?
        kill -KILL -- -$! 2>/dev/null
        exit $code"""
            .formatted(setsid, Shell.quote(inDirectory("", directory, "exec")));
    return with(List.of(), run, command);
  }

  private static List<String> bwrap(Path bwrap, View view, Path directory, List<String> command) {
    List<String> words = new ArrayList<>(List.of(bwrap.toString()));
    if (view.mirrors().isEmpty() || view.mirrors().getFirst().original().getNameCount() > 0) {
      words.addAll(List.of("--dev-bind", "/", "/"));
    }
    for (var mirror : view.mirrors()) {
      words.addAll(List.of("--bind", mirror.shadow().toString(), mirror.original().toString()));
      for (var entry : mirror.entries()) {
        words.addAll(List.of("--dev-bind", entry.toString(), entry.toString()));
      }
    }
    for (var bind : view.binds()) {
      words.addAll(
          List.of(
              bind.readOnly() ? "--ro-bind" : "--dev-bind",
              bind.source().toString(),
              bind.target().toString()));
    }
    words.addAll(
        List.of(
            "--unshare-pid",
            "--proc",
            "/proc",
            "--die-with-parent",
            "--chdir",
            directory.toString(),
            "--"));
    words.addAll(command);
    return words;
  }

  private static Optional<List<String>> unshare(
      List<String> namespaces, View view, Path directory, List<String> command) {
    var unshare = Host.program("unshare");
    var mount = Host.program("mount");
    var chroot = Host.program("chroot");
    if (unshare.isEmpty() || mount.isEmpty() || chroot.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(List.of(unshare.get().toString()));
    words.addAll(namespaces);
    words.addAll(List.of("--kill-child", "--mount-proc"));
    var mounts = new Mounts(mount.get(), view);
    return Optional.of(
        with(
            words,
            mounts.newRoot().isEmpty()
                ? inDirectory(mounts.script(), directory, "")
                : mounts.script()
                    + "exec %s %s /bin/sh -c %s sh \"$@\""
                        .formatted(
                            chroot.get(),
                            Shell.quote(mounts.newRoot()),
                            Shell.quote(inDirectory("", directory, ""))),
            command));
  }

  /// A script that runs its arguments in `directory`: as a child, unless told to `exec`, for the
  /// first process of a namespace ignores signals that it does not handle.
  private static String inDirectory(String before, Path directory, String how) {
    var run = how.isEmpty() ? "\"$@\"; exit $?" : how + " \"$@\"";
    return before + "cd " + Shell.quote(directory.toString()) + " || exit 64\n" + run;
  }

  private static List<String> with(List<String> words, String script, List<String> command) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("/bin/sh", "-c", script, "sh"));
    all.addAll(command);
    return all;
  }

  /// The mounts of a view as a shell script.
  private record Mounts(Path mount, View view) {
    /// Where the root is, if the root directory itself is a mirror: a mount over `/` would not
    /// show.
    String newRoot() {
      return view.mirrors().isEmpty() || view.mirrors().getFirst().original().getNameCount() > 0
          ? ""
          : view.mirrors().getFirst().shadow().toString();
    }

    String script() {
      var script = new StringBuilder();
      for (var mirror : view.mirrors()) {
        for (var entry : mirror.entries()) {
          mount(script, entry, mirror.shadow().resolve(entry.getFileName()).toString());
        }
        if (mirror.original().getNameCount() > 0) {
          mount(script, mirror.shadow(), newRoot() + mirror.original());
        }
      }
      for (var bind : view.binds()) {
        mount(script, bind.source(), newRoot() + bind.target());
        if (bind.readOnly()) {
          script.append(
              "%s -o remount,bind,ro %s || exit 64\n"
                  .formatted(mount, Shell.quote(newRoot() + bind.target())));
        }
      }
      return script.toString();
    }

    private void mount(StringBuilder script, Path source, String target) {
      script.append(
          "%s --rbind %s %s || exit 64\n"
              .formatted(mount, Shell.quote(source.toString()), Shell.quote(target)));
    }
  }
}
