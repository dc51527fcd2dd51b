return strimzi("Kafka Connect")
