/* One run of the command: its processes, its signals, its output. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* These the command gets, and nothing else follows from them. TERM and INT end the step. */
static const int PASSED_ON[] = {SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};
static const int PASSED_ON_COUNT = sizeof PASSED_ON / sizeof *PASSED_ON;

static const int HANDLED[] = {SIGTERM, SIGINT,  SIGHUP,  SIGQUIT, SIGUSR1,
                              SIGUSR2, SIGWINCH, SIGALRM, SIGCHLD};
static const int HANDLED_COUNT = sizeof HANDLED / sizeof *HANDLED;

/* After its end nothing of the command runs any more; what it wrote is read for this long. */
enum { LAST_WORDS_MS = 1000 };

static volatile sig_atomic_t pending[NSIG];

struct process {
  pid_t pid;
  bool over;
  int code;
  bool told;             /* that it is to end */
  long long kill_at;     /* milliseconds; 0 if it need not end */
};

/* The end of stdout, in a ring. */
struct ring {
  char *bytes;
  size_t size;
  unsigned long long written;
};

struct output {
  int out;               /* what the command writes; -1 when it is closed */
  int err;
  int log;               /* file to keep it in; -1 for none */
  long long log_left;
  struct ring ring;
};

static long long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void on_signal(int signal) { pending[signal] = 1; }

void take_over(void) {
  struct sigaction action = {.sa_handler = on_signal};
  for (int i = 0; i < HANDLED_COUNT; i++) {
    sigaction(HANDLED[i], &action, NULL);
  }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGTTOU, SIG_IGN);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  /* Whatever blocks, such as a write to a full pipe, is interrupted to look around. */
  struct itimerval tick = {{0, TICK_MS * 1000}, {0, TICK_MS * 1000}};
  setitimer(ITIMER_REAL, &tick, NULL);
}

void wait_tick(void) { poll(NULL, 0, TICK_MS); }

/* The first reason stands, whoever found it. */
static void note_killed(const struct order *order, const char *reason) {
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/killed", order->step);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd >= 0) {
    write_all(fd, reason, strlen(reason));
    close(fd);
  }
}

bool ending(const struct order *order) {
  if (order->deadline > 0 && (long long)time(NULL) >= order->deadline) {
    note_killed(order, "DEADLINE");
    return true;
  }
  if (pending[SIGTERM] || pending[SIGINT]) {
    note_killed(order, "CANCELLED");
    return true;
  }
  return false;
}

static void reset_signals(void) {
  for (int i = 0; i < HANDLED_COUNT; i++) {
    signal(HANDLED[i], SIG_DFL);
  }
  signal(SIGPIPE, SIG_DFL);
  signal(SIGTTOU, SIG_DFL);
}

/* Starts the command in a process group of its own.
 *
 * @return -1, and errno set, if that cannot be done */
static pid_t start(char **command, const int out[2], const int err[2]) {
  int failure[2];
  if (pipe2(failure, O_CLOEXEC) != 0) {
    return -1;
  }
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    if (isatty(STDIN_FILENO)) {
      tcsetpgrp(STDIN_FILENO, getpid());
    }
    if (out[1] >= 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
    }
    reset_signals();
    execvp(command[0], command);
    int reason = errno;
    write_all(failure[1], (const char *)&reason, sizeof reason);
    _exit(WRAPPER_FAILED);
  }
  close(failure[1]);
  int reason = pid < 0 ? errno : 0;
  if (pid > 0) {
    setpgid(pid, pid);
    ssize_t length;
    while ((length = read(failure[0], &reason, sizeof reason)) < 0 && errno == EINTR) {
      /* The timer. */
    }
    if (length == (ssize_t)sizeof reason) {
      waitpid(pid, NULL, 0);
      pid = -1;
    }
  }
  close(failure[0]);
  errno = reason;
  return pid;
}

static void reap(struct process *process) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid == process->pid) {
      process->over = true;
      process->code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
  }
}

static void end_it(const struct order *order, struct process *process, int signal) {
  process->told = true;
  process->kill_at = now_ms() + order->grace * 1000;
  kill(-process->pid, signal);
}

static bool work_is_done(const struct order *order) {
  for (int i = 0; i < order->until_count; i++) {
    if (end_of(order, order->until[i]) == PENDING) {
      return false;
    }
  }
  return order->until_count > 0;
}

/* Does what is due: hands signals on, ends what must end, takes back processes that ended. */
static void look_around(const struct order *order, struct process *process) {
  reap(process);
  if (process->over) {
    return;
  }
  for (int i = 0; i < PASSED_ON_COUNT; i++) {
    if (pending[PASSED_ON[i]]) {
      pending[PASSED_ON[i]] = 0;
      kill(-process->pid, PASSED_ON[i]);
    }
  }
  if (!process->told && ending(order)) {
    end_it(order, process, pending[SIGINT] ? SIGINT : SIGTERM);
  } else if (!process->told && work_is_done(order)) {
    write_file(of_container(order, order->name, "stopped"), "", 0);
    end_it(order, process, SIGTERM);
  }
  if (process->kill_at > 0 && now_ms() >= process->kill_at) {
    kill(-process->pid, SIGKILL);
  }
}

/* Ends what the command left running, as the end of a container's first process does. Those that
 * left the process group became our children when their parents ended. */
static void end_leftovers(struct process *process) {
  if (getpid() == 1) {
    kill(-1, SIGKILL);
  }
  kill(-process->pid, SIGKILL);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  long long until = now_ms() + LAST_WORDS_MS;
  while (waitpid(-1, NULL, WNOHANG) >= 0 && now_ms() < until) {
    FILE *children = fopen(path, "re");
    int pid;
    while (children != NULL && fscanf(children, "%d", &pid) == 1) {
      kill(pid, SIGKILL);
    }
    if (children != NULL) {
      fclose(children);
    }
    poll(NULL, 0, 1);
  }
}

static void remember(struct ring *ring, const char *bytes, size_t length) {
  for (size_t done = 0; done < length && ring->size > 0;) {
    size_t at = (size_t)(ring->written % ring->size);
    size_t room = ring->size - at;
    size_t part = length - done < room ? length - done : room;
    memcpy(ring->bytes + at, bytes + done, part);
    ring->written += part;
    done += part;
  }
}

static void write_result(const struct order *order, const struct ring *ring) {
  int fd = open(of_container(order, order->name, "result"),
                O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  size_t at = ring->size > 0 ? (size_t)(ring->written % ring->size) : 0;
  bool full = ring->written >= ring->size;
  if (fd < 0 || (full && !write_all(fd, ring->bytes + at, ring->size - at)) ||
      !write_all(fd, ring->bytes, at)) {
    complain("outputs.result cannot be kept: %s", strerror(errno));
  }
  close(fd);
}

/* Passes on what can be read now.
 *
 * @return false if that was the end */
static bool pass_on(const struct order *order, struct process *process, struct output *output,
                    int from, int to) {
  char bytes[65536];
  ssize_t length = read(from, bytes, sizeof bytes);
  if (length <= 0) {
    return length < 0 && (errno == EINTR || errno == EAGAIN);
  }
  if (to == STDOUT_FILENO) {
    remember(&output->ring, bytes, (size_t)length);
  }
  if (output->log >= 0 && output->log_left > 0) {
    size_t part = length < output->log_left ? (size_t)length : (size_t)output->log_left;
    output->log_left -= (long long)part;
    if (!write_all(output->log, bytes, part)) {
      output->log_left = 0;
    }
  }
  for (ssize_t done = 0; done < length;) {
    ssize_t written = write(to, bytes + done, (size_t)(length - done));
    if (written < 0 && errno != EINTR) {
      break; /* Nobody listens; the command goes on all the same. */
    }
    done += written > 0 ? written : 0;
    /* Who reads our output may be slow, and time goes on. */
    look_around(order, process);
  }
  return true;
}

static void pump(const struct order *order, struct process *process, struct output *output) {
  long long until = 0;
  while (!process->over || output->out >= 0 || output->err >= 0) {
    struct pollfd ends[] = {{output->out, POLLIN, 0}, {output->err, POLLIN, 0}};
    poll(ends, 2, TICK_MS);
    if (ends[0].revents != 0 && !pass_on(order, process, output, output->out, STDOUT_FILENO)) {
      close(output->out);
      output->out = -1;
    }
    if (ends[1].revents != 0 && !pass_on(order, process, output, output->err, STDERR_FILENO)) {
      close(output->err);
      output->err = -1;
    }
    look_around(order, process);
    if (process->over && until == 0) {
      end_leftovers(process);
      until = now_ms() + LAST_WORDS_MS;
    }
    if (until > 0 && now_ms() >= until) {
      break;
    }
  }
}

static void open_output(const struct order *order, struct output *output) {
  if (order->log_max > 0) {
    const char *path = of_container(order, order->name, "log");
    struct stat before;
    output->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
    output->log_left = order->log_max;
    if (output->log >= 0 && fstat(output->log, &before) == 0) {
      output->log_left -= before.st_size;
    }
  }
  if (order->result_max > 0) {
    output->ring.bytes = malloc((size_t)order->result_max);
    output->ring.size = output->ring.bytes == NULL ? 0 : (size_t)order->result_max;
  }
}

int run_once(const struct order *order) {
  struct output output = {.out = -1, .err = -1, .log = -1};
  int out[2] = {-1, -1};
  int err[2] = {-1, -1};
  bool listens = order->log_max > 0 || order->result_max > 0;
  open_output(order, &output);
  if (listens && (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)) {
    complain("no pipe: %s", strerror(errno));
    return WRAPPER_FAILED;
  }
  struct process process = {.pid = start(order->command, out, err)};
  int reason = errno;
  if (listens) {
    close(out[1]);
    close(err[1]);
  }
  if (process.pid < 0) {
    complain("cannot run '%s': %s", order->command[0], strerror(reason));
    process.over = true;
    process.code = WRAPPER_FAILED;
  } else {
    output.out = out[0];
    output.err = err[0];
    pump(order, &process, &output);
  }
  if (order->result_max > 0) {
    write_result(order, &output.ring);
  }
  free(output.ring.bytes);
  close(output.log);
  close(output.out);
  close(output.err);
  return process.code;
}
