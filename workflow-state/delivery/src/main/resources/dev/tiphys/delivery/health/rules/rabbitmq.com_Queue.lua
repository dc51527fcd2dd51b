return rabbitmq("queue")
