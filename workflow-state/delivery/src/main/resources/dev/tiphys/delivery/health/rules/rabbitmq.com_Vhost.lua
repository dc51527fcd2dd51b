return rabbitmq("vhost")
