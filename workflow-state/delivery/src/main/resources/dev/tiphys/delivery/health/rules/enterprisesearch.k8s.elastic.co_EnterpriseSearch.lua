return elastic("Elastic Enterprise Search")
