return crossplane_aws("distribution")
