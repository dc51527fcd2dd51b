return rabbitmq("policy")
