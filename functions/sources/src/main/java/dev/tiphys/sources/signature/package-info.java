/// Who signed a commit or a tag: GnuPG's signatures, without GnuPG.
///
/// Start at [Keyring]. Nothing here reads a keyring of this machine.
@NullMarked
package dev.tiphys.sources.signature;

import org.jspecify.annotations.NullMarked;
