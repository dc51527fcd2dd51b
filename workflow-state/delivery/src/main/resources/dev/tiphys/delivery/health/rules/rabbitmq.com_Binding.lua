return rabbitmq("binding")
