return rabbitmq("federation")
