package dev.tiphys.sources.git;

import dev.tiphys.sources.signature.Keyring;
import dev.tiphys.sources.signature.Keyring.Signed;
import dev.tiphys.sources.signature.SignedObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// Looks who signed what is about to be rendered (C220, C221).
///
/// @param keyring the keys whose signatures can be told to be right
/// @param allowed ids of the keys that may sign, the last 16 hex digits of each
/// @param strict whether all that a commit comes from has to be signed, down to a commit that seals
///     what is before it
public record SignatureCheck(Keyring keyring, Set<String> allowed, boolean strict) {
  private static final int PROBLEMS_MAX = 10;
  private static final int COMMITS_MAX = 200_000;
  private static final int OBJECT_BYTES_MAX = 4 << 20;
  private static final int ID_DIGITS = 16;
  private static final Pattern SEAL = Pattern.compile("(?m)^Argocd-gpg-seal:");

  public SignatureCheck(Keyring keyring, Collection<String> keys, boolean strict) {
    this(
        keyring,
        Set.copyOf(
            keys.stream().map(SignatureCheck::id).collect(java.util.stream.Collectors.toSet())),
        strict);
  }

  private static String id(String key) {
    var digits = key.strip().replaceFirst("^0x", "").toUpperCase(java.util.Locale.ROOT);
    return digits.substring(Math.max(0, digits.length() - ID_DIGITS));
  }

  /// What is wrong with a commit.
  ///
  /// @param tag the object of the annotated tag that names it; null if none does
  List<String> problems(Repository local, @Nullable String tag, String commit) throws IOException {
    var problems = new ArrayList<String>();
    if (tag != null) {
      problem("tag " + tag, SignedObject.tag(raw(local, tag)), problems);
    }
    if (strict) {
      ancestry(local, commit, problems);
    } else if (tag == null) {
      problem("commit " + commit, SignedObject.commit(raw(local, commit)), problems);
    }
    return problems;
  }

  private static byte[] raw(Repository local, String id) throws IOException {
    return local.open(ObjectId.fromString(id)).getCachedBytes(OBJECT_BYTES_MAX);
  }

  private boolean problem(String what, SignedObject object, List<String> problems) {
    var signed = keyring.verify(object.content(), object.signature());
    var problem = problem(signed);
    if (problem != null && problems.size() < PROBLEMS_MAX) {
      problems.add(what + ": " + problem);
    }
    return problem == null;
  }

  private @Nullable String problem(Signed signed) {
    return switch (signed.worth()) {
      case NONE -> "not signed by GnuPG";
      case BAD -> "the signature by %s is over something else".formatted(signed.key());
      case UNKNOWN -> "signed by %s, which is not among the known keys".formatted(signed.key());
      case EXPIRED -> "signed by %s, which had ended or was taken back".formatted(signed.key());
      case GOOD ->
          allowed.contains(signed.key()) || allowed.contains(signed.primary())
              ? null
              : "signed with unallowed key " + signed.key();
    };
  }

  private void ancestry(Repository local, String commit, List<String> problems) throws IOException {
    var shallow = local.getObjectDatabase().getShallowCommits();
    var seen = new HashSet<ObjectId>();
    Deque<ObjectId> left = new ArrayDeque<>(List.of(ObjectId.fromString(commit)));
    try (var walk = new RevWalk(local)) {
      while (!left.isEmpty() && problems.size() < PROBLEMS_MAX) {
        var id = left.removeFirst();
        if (!seen.add(id)) {
          continue;
        }
        if (seen.size() > COMMITS_MAX) {
          problems.add("more than %d commits since the last seal".formatted(COMMITS_MAX));
          return;
        }
        RevCommit one = walk.parseCommit(id);
        var good =
            problem("commit " + one.name(), SignedObject.commit(raw(local, one.name())), problems);
        if (good && SEAL.matcher(one.getFullMessage()).find()) {
          continue;
        }
        if (shallow.contains(id)) {
          problems.add("what commit " + one.name() + " comes from was not fetched");
        }
        for (var parent : one.getParents()) {
          left.add(parent.getId());
        }
      }
    }
  }
}
