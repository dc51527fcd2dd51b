/// Trees of files as sources have them: read where they lie, never left.
///
/// A [Tree] lists and reads; its `find` follows symbolic links within the tree and refuses those
/// that lead out of it. [GitTree] reads straight from a pack, [FolderTree] a folder of the machine.
/// Every entry has an id that changes with its content, so that what was read can be remembered.
@NullMarked
package dev.tiphys.sources.tree;

import org.jspecify.annotations.NullMarked;
