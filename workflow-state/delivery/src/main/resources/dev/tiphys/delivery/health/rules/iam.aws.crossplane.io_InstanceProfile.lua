return crossplane_aws(obj.kind)
