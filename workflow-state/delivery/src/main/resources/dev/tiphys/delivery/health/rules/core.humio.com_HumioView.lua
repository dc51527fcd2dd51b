return humio()
