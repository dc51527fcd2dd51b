return crossplane_aws("resourcrecordset")
