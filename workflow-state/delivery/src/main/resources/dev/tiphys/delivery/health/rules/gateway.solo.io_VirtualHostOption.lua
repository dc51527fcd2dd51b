return gloo()
