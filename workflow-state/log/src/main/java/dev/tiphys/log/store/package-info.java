/// The one port below the log, [dev.tiphys.log.store.ObjectStore], and its stores: memory, a
/// directory, S3.
///
/// All of them keep the same promises, held by one contract suite. Refused: overwriting as a way of
/// ordering, keys that could leave their root, objects above a limit. Start reading at
/// `ObjectStore`, then [dev.tiphys.log.store.ObjectStores] for how one is opened and
/// [dev.tiphys.log.store.StoreProbe] for how an unsuitable one is found out.
@NullMarked
package dev.tiphys.log.store;

import org.jspecify.annotations.NullMarked;
