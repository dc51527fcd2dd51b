return strimzi("KafkaTopic")
