/* What the parts of the supervisor share. Start reading at supervisor.c. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
  WORDS_MAX = 256,      /* options of one kind */
  PATH_BYTES = 4096,    /* as the kernel has it */
  WRAPPER_FAILED = 64,  /* the code by which Argo tells "could not be run" from "failed" */
  TICK_MS = 50          /* how often is looked what others do */
};

/* What the container is to do, from the command line. */
struct order {
  const char *step;                 /* the folder that the containers of the pod share */
  const char *name;                 /* of this container */
  const char *after[WORDS_MAX];     /* containers that must have succeeded before */
  int after_count;
  const char *until[WORDS_MAX];     /* containers with whose end this one is ended */
  int until_count;
  const char *kept[WORDS_MAX];      /* paths of files and trees to keep, in order */
  bool kept_as_tree[WORDS_MAX];
  int kept_count;
  long long result_max;             /* bytes of the end of stdout to keep; 0 for none */
  long long log_max;                /* bytes of stdout and stderr to keep; 0 for none */
  long long file_max;               /* bytes of a kept file */
  long long tree_max;               /* bytes of a kept tree */
  long long entries_max;            /* files and directories of a kept tree */
  long long deadline;               /* seconds since 1970 by which it must have ended; 0 for none */
  long long grace;                  /* seconds from TERM to KILL */
  long long retries;                /* runs after the first, while it fails */
  long long pause;                  /* seconds between them */
  char **command;
};

/* Says what is wrong on stderr, as one line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The path of a file of a container, in a buffer that the next but three calls reuse. */
const char *of_container(const struct order *order, const char *name, const char *file);

/* Writes a small file as a whole; says so if it cannot. */
bool write_file(const char *path, const char *text, size_t length);

/* Writes all, whatever interrupts it. */
bool write_all(int fd, const char *bytes, size_t length);

/* Keeps what the command left at the paths that somebody wants (keep.c). */
void keep_outputs(const struct order *order);

/* Runs the command once, from start to end, and returns its exit code (run.c). */
int run_once(const struct order *order);

/* Takes over signals and orphans; once, before anything else of run.c. */
void take_over(void);

/* Whether the pod is to end: somebody sent TERM, or the deadline is over. Notes which. */
bool ending(const struct order *order);

/* Lets some time pass. */
void wait_tick(void);

/* How another container is: its exit code, or that it still is on its way. */
enum { PENDING = -1, GONE = -2 };
int end_of(const struct order *order, const char *name);

#endif
