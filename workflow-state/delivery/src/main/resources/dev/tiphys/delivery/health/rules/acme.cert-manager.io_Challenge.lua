return acme()
