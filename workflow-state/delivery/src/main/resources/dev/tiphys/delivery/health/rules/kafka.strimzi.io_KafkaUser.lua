return strimzi("KafkaUser")
