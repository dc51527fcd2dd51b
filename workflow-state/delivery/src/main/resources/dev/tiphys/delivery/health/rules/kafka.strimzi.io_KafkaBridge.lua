return strimzi("KafkaBridge")
