return elastic("Elastic Beat")
