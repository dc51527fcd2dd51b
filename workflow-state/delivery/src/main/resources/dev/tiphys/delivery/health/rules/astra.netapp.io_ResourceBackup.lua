return astra()
