return readiness("Initializing issuer")
