return strimzi("KafkaConnector")
