package dev.tiphys.language.revision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names that a Git repository lists, and which of them a `targetRevision` means (C005 to
/// C007).
///
/// @param refs in the order in which the repository lists them
public record Refs(List<Ref> refs) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}");
  private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-fA-F]{7,40}");
  private static final String TAGS = "refs/tags/";

  /// One name.
  ///
  /// @param name such as `refs/heads/main`, or `HEAD`
  /// @param hash what is listed: the commit, or the object of an annotated tag
  /// @param peeled the commit behind an annotated tag; null for all else
  /// @param target the name that a symbolic one stands for; null for all else
  public record Ref(String name, String hash, @Nullable String peeled, @Nullable String target) {
    /// A branch or a tag without an object of its own.
    public static Ref of(String name, String hash) {
      return new Ref(name, hash, null, null);
    }

    /// The commit.
    public String commit() {
      return peeled == null ? hash : peeled;
    }

    /// The name without `refs/heads/`, `refs/tags/` or the like.
    public String shortName() {
      return Refs.shortName(name);
    }
  }

  /// What a revision means.
  ///
  /// @param commit 40 hex digits; fewer when `abbreviated`
  /// @param listed what the repository lists for it: differs from the commit for annotated tags
  /// @param name the name that was chosen; empty when the revision is a commit itself
  /// @param abbreviated whether the commit has to be looked up in the repository
  public record Resolved(String commit, String listed, String name, boolean abbreviated) {}

  public Refs {
    refs = List.copyOf(refs);
  }

  /// Whether a revision is a whole commit, so that no repository needs to be asked.
  public static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  /// A name without `refs/heads/`, `refs/tags/` or the like.
  public static String shortName(String name) {
    for (var prefix : List.of("refs/heads/", TAGS, "refs/remotes/", "refs/")) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name;
  }

  /// The commit that a revision means; none if it means nothing here.
  ///
  /// @param revision as written in `targetRevision`; empty for `HEAD`
  /// @param tagPrefix what tags have before their version (C007); empty for nothing
  public Optional<Resolved> resolve(String revision, String tagPrefix) {
    if (isCommit(revision)) {
      var commit = revision.toLowerCase(Locale.ROOT);
      return Optional.of(new Resolved(commit, commit, "", false));
    }
    var name = revision.isEmpty() ? "HEAD" : tag(revision, tagPrefix).orElse(revision);
    var found = named(name);
    if (found.isEmpty() && ABBREVIATED.matcher(name).matches()) {
      return Optional.of(new Resolved(name, name, "", true));
    }
    return found;
  }

  /// The message for a revision that means nothing (C005).
  public static String unresolved(String revision) {
    return "unable to resolve '%s' to a commit SHA".formatted(revision);
  }

  private Optional<Resolved> named(String name) {
    String target = null;
    for (var ref : refs) {
      if (ref.name().equals(name) || ref.shortName().equals(name)) {
        if (ref.target() == null) {
          return Optional.of(new Resolved(ref.commit(), ref.hash(), ref.name(), false));
        }
        target = ref.target();
      }
    }
    for (var ref : refs) {
      if (ref.name().equals(target) && ref.target() == null) {
        return Optional.of(new Resolved(ref.commit(), ref.hash(), ref.name(), false));
      }
    }
    return Optional.empty();
  }

  /// The name of the tag that a version or a constraint means.
  private Optional<String> tag(String revision, String prefix) {
    if (Version.of(revision).isPresent()) {
      return Optional.of(prefix + revision);
    }
    return Constraint.of(revision)
        .flatMap(
            constraint -> {
              var versions = new ArrayList<String>();
              for (var ref : refs) {
                if (ref.name().startsWith(TAGS) && ref.shortName().startsWith(prefix)) {
                  versions.add(ref.shortName().substring(prefix.length()));
                }
              }
              return constraint.greatest(versions);
            })
        .map(version -> prefix + version);
  }
}
