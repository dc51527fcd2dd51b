return gateway_listeners()
