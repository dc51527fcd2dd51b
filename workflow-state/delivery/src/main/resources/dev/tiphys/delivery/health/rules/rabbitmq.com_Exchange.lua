return rabbitmq("exchange")
