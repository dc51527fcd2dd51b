package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.Sources.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One set for each branch of each repository that a provider lists (C243).
final class ScmGenerator implements Generator {
  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    List<Repository> repositories;
    try {
      repositories = context.sources().repositories(spec);
    } catch (GenerationException e) {
      throw new GenerationException("error listing repos", e);
    }
    var sets = new ArrayList<Params>();
    for (var repository : repositories) {
      var params = new LinkedHashMap<String, @Nullable Object>();
      params.put("organization", repository.organization());
      params.put("repository", repository.repository());
      params.put("repository_id", repository.repositoryId());
      params.put("url", repository.url());
      params.put("branch", repository.branch());
      params.put("sha", repository.sha());
      params.put("short_sha", head(repository.sha(), 8));
      params.put("short_sha_7", head(repository.sha(), 7));
      params.put("labels", String.join(",", repository.labels()));
      params.put("branchNormalized", Slugs.normalized(repository.branch()));
      sets.add(context.templates().withValues(spec.path("values"), new Params(params), true));
    }
    return sets;
  }

  static String head(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }
}
