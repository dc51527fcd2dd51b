return numaplane()
