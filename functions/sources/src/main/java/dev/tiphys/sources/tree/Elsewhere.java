package dev.tiphys.sources.tree;

import dev.tiphys.sources.SourceFailure;

/// What a tree of Git only points at. It is brought when it is read, so that whatever nobody reads
/// costs nothing and cannot fail.
public interface Elsewhere {
  /// The files of a submodule.
  ///
  /// @param root the tree that it is in, with its `.gitmodules`
  /// @param path where
  /// @throws SourceFailure if it cannot be had
  Tree module(Tree root, String path, String commit);

  /// The content that Git LFS keeps.
  ///
  /// @param path of the pointer, for messages
  /// @param id its SHA-256
  /// @throws SourceFailure if it cannot be had
  byte[] large(String path, String id, long size);

  /// Nothing is brought: submodules are no files, and pointers to content are an error.
  Elsewhere NOTHING =
      new Elsewhere() {
        @Override
        public Tree module(Tree root, String path, String commit) {
          throw new SourceFailure("the submodule '%s' is not fetched", Tree.shown(path));
        }

        @Override
        public byte[] large(String path, String id, long size) {
          throw new SourceFailure(
              "'%s' is only a pointer: its content is kept by Git LFS, which is not fetched",
              Tree.shown(path));
        }
      };
}
