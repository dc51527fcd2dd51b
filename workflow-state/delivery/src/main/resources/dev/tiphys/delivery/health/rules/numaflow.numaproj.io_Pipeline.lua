return numaflow()
