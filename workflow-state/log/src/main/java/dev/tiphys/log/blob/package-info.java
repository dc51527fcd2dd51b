/// Large values beside the log, under the digest of their bytes.
///
/// Facts and events carry the digest and stay small. Refused: values above a limit, and bytes that
/// do not have the digest they are stored under. Start reading at [dev.tiphys.log.blob.BlobStore].
@NullMarked
package dev.tiphys.log.blob;

import org.jspecify.annotations.NullMarked;
