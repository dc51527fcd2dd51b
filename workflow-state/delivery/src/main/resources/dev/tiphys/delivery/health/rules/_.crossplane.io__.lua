return crossplane()
