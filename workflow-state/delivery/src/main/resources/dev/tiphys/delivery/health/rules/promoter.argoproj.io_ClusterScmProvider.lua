return promoter_ready({
  deleted = "ClusterScmProvider", initializing = "cluster SCM provider", waiting = "ClusterScmProvider",
  missing = "ClusterScmProvider Ready condition is missing", failed = "Cluster SCM provider validation failed", unknown = "Cluster SCM provider readiness unknown",
  finalizers = {
    ["clusterscmprovider.promoter.argoproj.io/finalizer"] = "Waiting until no GitRepository still references this cluster-wide SCM provider. Risk if removed manually: GitRepository objects can reference a provider that no longer exists.",
  },
}) or health("Healthy", "Cluster SCM provider is ready")
