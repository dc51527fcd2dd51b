return crossplane_aws("bucket")
