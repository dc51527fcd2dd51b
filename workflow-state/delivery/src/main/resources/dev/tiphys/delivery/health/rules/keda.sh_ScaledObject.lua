return keda("Creating HorizontalPodAutoscaler Object")
