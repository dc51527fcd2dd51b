#!/bin/sh
# Compiles the supervisor to the file that is named, if there is a compiler for it. Nothing but
# steps as pods needs it, so that a machine without one still builds all the rest.
set -eu
target=$1
cd "$(dirname "$0")"

if [ -f "$target" ] && [ -z "$(find . -newer "$target" -type f)" ]; then
  exit 0
fi
# musl makes the smaller program, 80 kB; glibc's static library does as well.
for compiler in ${CC:-} musl-gcc gcc cc; do
  command -v "$compiler" >/dev/null || continue
  mkdir -p "$(dirname "$target")"
  if "$compiler" -std=c11 -Os -static -s -Wall -Wextra -o "$target.new" ./*.c; then
    mv "$target.new" "$target"
    exit 0
  fi
  echo "[WARNING] $compiler cannot make a static program" >&2
done
rm -f "$target"
echo "[WARNING] The supervisor of steps that run as pods is left out: it needs a C compiler with a" >&2
echo "[WARNING] static C library (Debian: musl-tools). All but the runner 'pod' works without." >&2
