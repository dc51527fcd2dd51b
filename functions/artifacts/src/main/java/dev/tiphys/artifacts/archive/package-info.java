/// Packs what steps leave and unpacks what they get: tar with gzip, zip, or nothing.
///
/// Archives are hostile: [Extraction] writes nothing outside of its root, through no link, nothing
/// but files, directories and links, and no more than [ArchiveLimits] allow.
@NullMarked
package dev.tiphys.artifacts.archive;

import org.jspecify.annotations.NullMarked;
