/* What the command left, copied to where the companion finds it: a file as it is, a tree as a tar
 * with the modes and links that it has here. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, DEPTH_MAX = 256, NAME_MAX_OF_TAR = 100 };

/* What a kept tree is called in its tar. */
#define ROOT "content"

/* A tar being written. */
struct tar {
  int fd;
  long long bytes_left;
  long long entries_left;
  char error[PATH_BYTES + 256];
};

static bool fail(struct tar *tar, const char *path, const char *reason) {
  if (tar->error[0] == '\0') {
    snprintf(tar->error, sizeof tar->error, "%s: %s", path, reason);
  }
  return false;
}

static bool put(struct tar *tar, const char *path, const void *bytes, size_t length) {
  return write_all(tar->fd, bytes, length) || fail(tar, path, strerror(errno));
}

static bool pad(struct tar *tar, const char *path, long long length) {
  static const char zeros[BLOCK];
  size_t rest = (size_t)(length % BLOCK);
  return rest == 0 || put(tar, path, zeros, BLOCK - rest);
}

static void octal(char *field, size_t size, unsigned long long value) {
  snprintf(field, size, "%0*llo", (int)size - 1, value);
}

/* The size, in octal, or in binary where twelve digits are not enough. */
static void put_size(char *field, unsigned long long size) {
  if (size < (1ULL << 33)) {
    octal(field, 12, size);
    return;
  }
  memset(field, 0, 12);
  field[0] = (char)0x80;
  for (int i = 11; i > 0 && size > 0; i--, size >>= 8) {
    field[i] = (char)(size & 0xff);
  }
}

static bool put_header(struct tar *tar, const char *name, const char *link, char type,
                       unsigned mode, long long size, long long time) {
  char header[BLOCK] = "";
  strncpy(header, name, NAME_MAX_OF_TAR);
  octal(header + 100, 8, mode & 07777);
  octal(header + 108, 8, 0);
  octal(header + 116, 8, 0);
  put_size(header + 124, (unsigned long long)size);
  octal(header + 136, 12, time < 0 ? 0 : (unsigned long long)time & 077777777777ULL);
  memset(header + 148, ' ', 8);
  header[156] = type;
  strncpy(header + 157, link, NAME_MAX_OF_TAR);
  memcpy(header + 257, "ustar  ", 8);
  unsigned sum = 0;
  for (int i = 0; i < BLOCK; i++) {
    sum += (unsigned char)header[i];
  }
  octal(header + 148, 7, sum);
  header[155] = ' ';
  return put(tar, name, header, sizeof header);
}

/* A name that is too long for a header goes before it, as GNU tar has it. */
static bool put_long(struct tar *tar, const char *text, char type) {
  size_t length = strlen(text);
  return length <= NAME_MAX_OF_TAR ||
         (put_header(tar, "././@LongLink", "", type, 0, (long long)length + 1, 0) &&
          put(tar, text, text, length + 1) && pad(tar, text, (long long)length + 1));
}

static bool put_entry(struct tar *tar, const char *name, const char *link, char type,
                      const struct stat *stat, long long size) {
  if (tar->entries_left-- <= 0) {
    return fail(tar, name, "there are more files than the limit allows");
  }
  return put_long(tar, link, 'K') && put_long(tar, name, 'L') &&
         put_header(tar, name, link, type, stat->st_mode, size, stat->st_mtime);
}

static bool put_file(struct tar *tar, const char *name, int fd, const struct stat *stat) {
  long long left = stat->st_size;
  if (left > tar->bytes_left) {
    return fail(tar, name, "there are more bytes than the limit allows");
  }
  tar->bytes_left -= left;
  if (!put_entry(tar, name, "", '0', stat, left)) {
    return false;
  }
  char bytes[65536];
  while (left > 0) {
    size_t wanted = left < (long long)sizeof bytes ? (size_t)left : sizeof bytes;
    ssize_t length = read(fd, bytes, wanted);
    if (length < 0 && errno == EINTR) {
      continue;
    }
    if (length < 0) {
      return fail(tar, name, strerror(errno));
    }
    if (length == 0) {
      return fail(tar, name, "it was cut while it was read");
    }
    if (!put(tar, name, bytes, (size_t)length)) {
      return false;
    }
    left -= length;
  }
  return pad(tar, name, stat->st_size);
}

static bool put_tree(struct tar *tar, int fd, char *name, int depth);

static bool put_child(struct tar *tar, int directory, const char *child, char *name, int depth) {
  struct stat stat;
  if (fstatat(directory, child, &stat, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT || fail(tar, name, strerror(errno));
  }
  if (S_ISLNK(stat.st_mode)) {
    char link[PATH_BYTES] = "";
    if (readlinkat(directory, child, link, sizeof link - 1) < 0) {
      return fail(tar, name, strerror(errno));
    }
    return put_entry(tar, name, link, '2', &stat, 0);
  }
  if (!S_ISREG(stat.st_mode) && !S_ISDIR(stat.st_mode)) {
    return true; /* Pipes, sockets and devices are nothing that could be kept. */
  }
  int fd = openat(directory, child, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    return fail(tar, name, strerror(errno));
  }
  bool done = put_tree(tar, fd, name, depth);
  close(fd);
  return done;
}

/* A file or directory that is open, with all that is in it. `name` is grown and cut again. */
static bool put_tree(struct tar *tar, int fd, char *name, int depth) {
  struct stat stat;
  if (fstat(fd, &stat) != 0) {
    return fail(tar, name, strerror(errno));
  }
  if (S_ISREG(stat.st_mode)) {
    return put_file(tar, name, fd, &stat);
  }
  if (!S_ISDIR(stat.st_mode)) {
    return fail(tar, name, "it is neither a file nor a directory");
  }
  if (depth > DEPTH_MAX) {
    return fail(tar, name, "directories lie deeper than the limit allows");
  }
  size_t end = strlen(name);
  strcpy(name + end, "/");
  if (!put_entry(tar, name, "", '5', &stat, 0)) {
    return false;
  }
  int own = dup(fd);
  DIR *directory = own < 0 ? NULL : fdopendir(own);
  if (directory == NULL) {
    return fail(tar, name, strerror(errno));
  }
  bool done = true;
  struct dirent *entry;
  while (done && (entry = readdir(directory)) != NULL) {
    const char *child = entry->d_name;
    if (strcmp(child, ".") == 0 || strcmp(child, "..") == 0) {
      continue;
    }
    if (end + 1 + strlen(child) + 2 > PATH_BYTES) {
      done = fail(tar, name, "a path is longer than the limit allows");
    } else {
      strcpy(name + end + 1, child);
      done = put_child(tar, fd, child, name, depth + 1);
    }
  }
  closedir(directory);
  name[end] = '\0';
  return done;
}

static bool keep_tree(const struct order *order, int fd, struct tar *tar) {
  static const char end[2 * BLOCK];
  char name[PATH_BYTES] = ROOT;
  tar->bytes_left = order->tree_max;
  tar->entries_left = order->entries_max;
  return put_tree(tar, fd, name, 0) && put(tar, name, end, sizeof end);
}

/* One byte more than the limit shows that there was more. */
static bool keep_file(const struct order *order, const char *path, int fd, struct tar *copy) {
  struct stat stat;
  if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode)) {
    return fail(copy, path, "it is no file");
  }
  char bytes[65536];
  long long left = order->file_max + 1;
  ssize_t length;
  while (left > 0 &&
         (length = read(fd, bytes, left < (long long)sizeof bytes ? (size_t)left : sizeof bytes)) !=
             0) {
    if (length < 0 && errno != EINTR) {
      return fail(copy, path, strerror(errno));
    }
    if (length > 0) {
      left -= length;
      if (!put(copy, path, bytes, (size_t)length)) {
        return false;
      }
    }
  }
  return true;
}

static void keep(const struct order *order, int number) {
  bool tree = order->kept_as_tree[number];
  char file[64];
  /* A pipe would not end, so nothing is waited for. */
  int fd = open(order->kept[number], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return;
  }
  struct tar tar = {.fd = -1};
  snprintf(file, sizeof file, "outputs/%d%s", number, tree ? ".tar" : "");
  const char *path = of_container(order, order->name, file);
  bool kept = false;
  if (fd < 0) {
    fail(&tar, order->kept[number], strerror(errno));
  } else if ((tar.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) < 0) {
    fail(&tar, path, strerror(errno));
  } else {
    kept = tree ? keep_tree(order, fd, &tar) : keep_file(order, order->kept[number], fd, &tar);
    close(tar.fd);
  }
  if (!kept) {
    unlink(path);
    /* In the tar the tree has a name of its own; people know the path. */
    char error[sizeof tar.error + PATH_BYTES];
    bool named = strncmp(tar.error, ROOT, strlen(ROOT)) == 0;
    snprintf(error, sizeof error, "%s%s", named ? order->kept[number] : "",
             tar.error + (named ? strlen(ROOT) : 0));
    snprintf(file, sizeof file, "outputs/%d.error", number);
    write_file(of_container(order, order->name, file), error, strlen(error));
  }
  close(fd);
}

void keep_outputs(const struct order *order) {
  if (order->kept_count > 0) {
    mkdir(of_container(order, order->name, "outputs"), 0755);
  }
  for (int i = 0; i < order->kept_count; i++) {
    keep(order, i);
  }
}
