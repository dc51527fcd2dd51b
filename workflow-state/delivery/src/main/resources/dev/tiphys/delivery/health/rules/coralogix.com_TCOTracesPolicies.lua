return coralogix()
