return crossplane_package()
