return keda("Waiting for ScaledJob")
