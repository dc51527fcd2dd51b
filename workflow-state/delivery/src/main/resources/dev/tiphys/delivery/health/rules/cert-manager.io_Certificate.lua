return certificate()
