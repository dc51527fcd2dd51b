return rabbitmq("shovel")
