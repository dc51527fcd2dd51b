return promoter_ready({
  deleted = "GitRepository", initializing = "Git repository", waiting = "GitRepository",
  missing = "GitRepository Ready condition is missing", failed = "Git repository validation failed", unknown = "Git repository readiness unknown",
  finalizers = {
    ["gitrepository.promoter.argoproj.io/finalizer"] = "Waiting until no PullRequest still references this Git repository. Risk if removed manually: PullRequest objects can reference a repository that no longer exists.",
  },
}) or health("Healthy", "Git repository is ready")
