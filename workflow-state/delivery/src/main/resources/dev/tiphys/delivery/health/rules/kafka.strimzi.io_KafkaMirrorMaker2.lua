return strimzi("Kafka MirrorMaker2")
