return confluent()
