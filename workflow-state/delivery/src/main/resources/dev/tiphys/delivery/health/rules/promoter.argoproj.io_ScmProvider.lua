return promoter_ready({
  deleted = "ScmProvider", initializing = "SCM provider", waiting = "ScmProvider",
  missing = "ScmProvider Ready condition is missing", failed = "SCM provider validation failed", unknown = "SCM provider readiness unknown",
  finalizers = {
    ["scmprovider.promoter.argoproj.io/finalizer"] = "Waiting until no GitRepository still references this SCM provider. Risk if removed manually: GitRepository objects can reference a provider that no longer exists.",
  },
}) or health("Healthy", "SCM provider is ready")
