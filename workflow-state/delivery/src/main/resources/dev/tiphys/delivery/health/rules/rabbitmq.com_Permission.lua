return rabbitmq("permission")
