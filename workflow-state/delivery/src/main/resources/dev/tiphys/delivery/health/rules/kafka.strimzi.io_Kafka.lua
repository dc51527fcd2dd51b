return strimzi("Kafka Cluster")
