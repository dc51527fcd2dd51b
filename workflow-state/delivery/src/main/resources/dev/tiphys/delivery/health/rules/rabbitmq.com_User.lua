return rabbitmq("user")
