/* The program around the command of one container of a step's pod.
 *
 * It runs inside other people's images, an empty one included, so it is static, needs no file but
 * those of the folder that the pod's containers share, and speaks to nobody: what it knows it
 * writes there, and the companion container of the pod (Companion.java) reads it.
 *
 *   <step>/killed              why the step was ended early: CANCELLED or DEADLINE
 *   <step>/ctr/<name>/begun    there and locked while the container runs, unlocked after that
 *   <step>/ctr/<name>/exit     the exit code, and a line end as proof that all of it is there
 *   <step>/ctr/<name>/held     the container whose failure kept this one from being run
 *   <step>/ctr/<name>/stopped  this one was ended because the work of the pod is done
 *   <step>/ctr/<name>/log      the start of stdout and stderr, as they were written
 *   <step>/ctr/<name>/result   the end of stdout
 *   <step>/ctr/<name>/outputs  what it left: <n>, <n>.tar, or <n>.error with the reason
 */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char USAGE[] =
    "usage: supervisor install FOLDER CONTAINER...\n"
    "       supervisor run --step FOLDER --name CONTAINER [option value]... -- COMMAND [ARG]...\n"
    "options of run: --after --until --file --tree --file-max --tree-max --entries-max\n"
    "                --result --log --deadline --grace --retries --pause\n";

void complain(const char *format, ...) {
  char line[PATH_BYTES + 512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  dprintf(STDERR_FILENO, "tiphys: %s\n", line);
}

static const char *joined(const char *format, ...) {
  static char buffers[4][PATH_BYTES];
  static int next;
  char *buffer = buffers[next++ % 4];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(buffer, PATH_BYTES, format, arguments);
  va_end(arguments);
  if (length >= PATH_BYTES) {
    complain("a path has more than %d bytes", PATH_BYTES - 1);
    exit(WRAPPER_FAILED);
  }
  return buffer;
}

const char *of_container(const struct order *order, const char *name, const char *file) {
  return joined("%s/ctr/%s/%s", order->step, name, file);
}

bool write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0 && errno != EINTR) {
      return false;
    }
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    }
  }
  return true;
}

bool write_file(const char *path, const char *text, size_t length) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  bool written = fd >= 0 && write_all(fd, text, length);
  if (!written) {
    complain("%s cannot be written: %s", path, strerror(errno));
  }
  if (fd >= 0) {
    close(fd);
  }
  return written;
}

/* Whatever umask the image's user has, the companion may be another user. */
static bool open_folder(const char *path) {
  return (mkdir(path, 0777) == 0 || errno == EEXIST) && chmod(path, 0777) == 0;
}

static bool copy_self(const char *to) {
  const char *draft = joined("%s.new", to);
  int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int into = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  bool copied = from >= 0 && into >= 0;
  char bytes[65536];
  ssize_t length = 0;
  while (copied && (length = read(from, bytes, sizeof bytes)) > 0) {
    copied = write_all(into, bytes, (size_t)length);
  }
  copied = copied && length == 0 && fchmod(into, 0755) == 0;
  close(from);
  close(into);
  return copied && rename(draft, to) == 0;
}

/* Fills the shared folder, as the pod's init container: this program, a folder for each container,
 * and the source of a script, which comes as TIPHYS_SCRIPT. */
static int install(const char *folder, char **containers) {
  const char *all = joined("%s/ctr", folder);
  bool made = mkdir(all, 0755) == 0 || errno == EEXIST;
  for (; made && *containers != NULL; containers++) {
    made = open_folder(joined("%s/ctr/%s", folder, *containers));
  }
  const char *script = getenv("TIPHYS_SCRIPT");
  if (made && script != NULL) {
    const char *file = joined("%s/script", folder);
    made = write_file(file, script, strlen(script)) && chmod(file, 0755) == 0;
  }
  if (!made || !copy_self(joined("%s/supervisor", folder))) {
    complain("%s cannot be filled: %s", folder, strerror(errno));
    return WRAPPER_FAILED;
  }
  return 0;
}

static long long number(const char *option, const char *text) {
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (errno != 0 || *text == '\0' || *end != '\0' || value < 0) {
    complain("%s: expected a number from 0 on, found '%s'", option, text);
    exit(WRAPPER_FAILED);
  }
  return value;
}

static void add(const char *option, const char **words, int *count, const char *word) {
  if (*count == WORDS_MAX) {
    complain("%s: more than %d", option, WORDS_MAX);
    exit(WRAPPER_FAILED);
  }
  words[(*count)++] = word;
}

static bool read_option(struct order *order, const char *option, const char *value) {
  struct {
    const char *option;
    long long *number;
  } numbers[] = {
      {"--result", &order->result_max},   {"--log", &order->log_max},
      {"--file-max", &order->file_max},   {"--tree-max", &order->tree_max},
      {"--entries-max", &order->entries_max}, {"--deadline", &order->deadline},
      {"--grace", &order->grace},         {"--retries", &order->retries},
      {"--pause", &order->pause},
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (strcmp(option, numbers[i].option) == 0) {
      *numbers[i].number = number(option, value);
      return true;
    }
  }
  if (strcmp(option, "--step") == 0) {
    order->step = value;
  } else if (strcmp(option, "--name") == 0) {
    order->name = value;
  } else if (strcmp(option, "--after") == 0) {
    add(option, order->after, &order->after_count, value);
  } else if (strcmp(option, "--until") == 0) {
    add(option, order->until, &order->until_count, value);
  } else if (strcmp(option, "--file") == 0 || strcmp(option, "--tree") == 0) {
    add(option, order->kept, &order->kept_count, value);
    order->kept_as_tree[order->kept_count - 1] = strcmp(option, "--tree") == 0;
  } else {
    return false;
  }
  return true;
}

static void read_order(struct order *order, char **words) {
  while (words[0] != NULL && strcmp(words[0], "--") != 0) {
    if (words[1] == NULL || !read_option(order, words[0], words[1])) {
      complain("'%s' is not understood", words[0]);
      write_all(STDERR_FILENO, USAGE, sizeof USAGE - 1);
      exit(WRAPPER_FAILED);
    }
    words += 2;
  }
  if (order->step == NULL || order->name == NULL || words[0] == NULL || words[1] == NULL) {
    write_all(STDERR_FILENO, USAGE, sizeof USAGE - 1);
    exit(WRAPPER_FAILED);
  }
  order->command = words + 1;
}

/* Claims the container: nobody else may run it again. The lock tells others that it still runs,
 * however it ends; it is there before the name is. */
static bool begin(const struct order *order) {
  const char *draft = of_container(order, order->name, joined(".begun.%d", (int)getpid()));
  int fd = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  bool claimed = fd >= 0 && fchmod(fd, 0644) == 0 && fcntl(fd, F_SETLK, &lock) == 0 &&
                 link(draft, of_container(order, order->name, "begun")) == 0;
  if (!claimed) {
    complain("container '%s' cannot begin: %s", order->name,
             errno == EEXIST ? "it began before" : strerror(errno));
  }
  unlink(draft);
  return claimed; /* the lock lasts as long as the descriptor */
}

/* Whether whoever claimed a container is gone without having said how it ended. */
static bool gone(const struct order *order, const char *name) {
  int fd = open(of_container(order, name, "begun"), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return false;
  }
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  bool unlocked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
  close(fd);
  return unlocked;
}

static int exit_of(const struct order *order, const char *name) {
  char text[16] = "";
  int fd = open(of_container(order, name, "exit"), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return PENDING;
  }
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  return length > 0 && text[length - 1] == '\n' ? atoi(text) & 0xff : PENDING;
}

int end_of(const struct order *order, const char *name) {
  /* First whether it is gone: what it wrote before that is there by then. */
  bool lost = gone(order, name);
  int code = exit_of(order, name);
  return code == PENDING && lost ? GONE : code;
}

/* Writes how it ended; others wait for this. */
static int ended(const struct order *order, int code) {
  const char *text = joined("%d\n", code);
  write_file(of_container(order, order->name, "exit"), text, strlen(text));
  return code;
}

/* Waits until all that this one depends on has succeeded; otherwise the code to end with. */
static int wait_for_others(const struct order *order) {
  for (int i = 0; i < order->after_count; i++) {
    int code;
    while ((code = end_of(order, order->after[i])) == PENDING) {
      if (ending(order)) {
        return 128 + 15;
      }
      wait_tick();
    }
    if (code != 0) {
      const char *name = order->after[i];
      complain("dependency %s exited with non-zero code", name);
      write_file(of_container(order, order->name, "held"), name, strlen(name));
      return code == GONE ? 128 + 9 : code;
    }
  }
  return 0;
}

static bool wanted(const char *variable) {
  const char *value = getenv(variable);
  return value != NULL && strcmp(value, "true") == 0;
}

/* Argo's help for debugging: waits for a file that a person makes, if the variable says so. */
static void pause_for_person(const struct order *order, const char *variable, const char *file) {
  if (wanted(variable)) {
    const char *path = of_container(order, order->name, file);
    while (access(path, F_OK) != 0 && !ending(order)) {
      wait_tick();
    }
  }
}

static int run(const struct order *order) {
  take_over();
  int held = wait_for_others(order);
  if (held != 0) {
    return ended(order, held);
  }
  pause_for_person(order, "ARGO_DEBUG_PAUSE_BEFORE", "before");
  if (ending(order)) {
    return 128 + 15;
  }
  if (!begin(order)) {
    return WRAPPER_FAILED;
  }
  int code = run_once(order);
  for (long long tries = 0; code != 0 && tries < order->retries; tries++) {
    long long until = (long long)time(NULL) + order->pause;
    while (!ending(order) && (long long)time(NULL) < until) {
      wait_tick();
    }
    if (ending(order)) {
      break;
    }
    code = run_once(order);
  }
  pause_for_person(order, "ARGO_DEBUG_PAUSE_AFTER", "after");
  keep_outputs(order);
  return ended(order, code);
}

int main(int count, char **words) {
  umask(022);
  if (count > 2 && strcmp(words[1], "install") == 0) {
    return install(words[2], words + 3);
  }
  if (count > 2 && strcmp(words[1], "run") == 0) {
    struct order order = {
        .file_max = 16LL << 20,
        .tree_max = 1LL << 40,
        .entries_max = 1LL << 20,
        .grace = 30,
    };
    read_order(&order, words + 2);
    if (wanted("ARGO_DEBUG_PAUSE_BEFORE") || wanted("ARGO_DEBUG_PAUSE_AFTER")) {
      order.deadline = 0; /* Whoever looks for a fault takes their time. */
    }
    return run(&order);
  }
  write_all(STDERR_FILENO, USAGE, sizeof USAGE - 1);
  return WRAPPER_FAILED;
}
