return threescale()
