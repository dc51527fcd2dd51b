return flux()
