/// One small class per kind of storage behind [dev.tiphys.artifacts.ArtifactStore].
@NullMarked
package dev.tiphys.artifacts.store;

import org.jspecify.annotations.NullMarked;
