package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.Sources.PullRequest;
import dev.tiphys.delivery.generators.Sources.RepositoryNotFound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One set for each open pull request (C246).
final class PullRequestGenerator implements Generator {
  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    List<PullRequest> requests;
    try {
      requests = context.sources().pullRequests(spec);
    } catch (RepositoryNotFound e) {
      if (spec.path("continueOnRepoNotFoundError").asBoolean()) {
        return List.of();
      }
      throw new GenerationException("error listing repos", e);
    } catch (GenerationException e) {
      throw new GenerationException("error listing repos", e);
    }
    var templates = context.templates();
    var sets = new ArrayList<Params>();
    for (var request : requests) {
      sets.add(
          templates.withValues(spec.path("values"), params(request, templates.goTemplate()), true));
    }
    return sets;
  }

  private static Params params(PullRequest request, boolean goTemplate) {
    var params = new LinkedHashMap<String, @Nullable Object>();
    params.put("number", String.valueOf(request.number()));
    params.put("title", request.title());
    params.put("branch", request.branch());
    params.put("branch_slug", Slugs.slug(request.branch(), Slugs.SLUG_CHARS, true));
    params.put("target_branch", request.targetBranch());
    params.put("target_branch_slug", Slugs.slug(request.targetBranch(), Slugs.SLUG_CHARS, true));
    params.put("head_sha", request.headSha());
    params.put("head_short_sha", ScmGenerator.head(request.headSha(), 8));
    params.put("head_short_sha_7", ScmGenerator.head(request.headSha(), 7));
    params.put("author", request.author());
    if (goTemplate) {
      params.put("labels", List.copyOf(request.labels()));
    }
    return new Params(params);
  }
}
