return readiness("Initializing ClusterIssuer")
