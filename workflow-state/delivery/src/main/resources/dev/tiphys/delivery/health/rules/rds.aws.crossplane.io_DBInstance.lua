return crossplane_aws("DBInstance")
