return elastic("Elastic Agent")
