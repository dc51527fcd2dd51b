return crossplane_aws("DBCluster")
