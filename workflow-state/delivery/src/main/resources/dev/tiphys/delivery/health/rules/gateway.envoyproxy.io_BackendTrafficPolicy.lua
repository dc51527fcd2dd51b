return gateway_attached((obj.status or {}).ancestors, "ancestorRef", "Ancestor")
