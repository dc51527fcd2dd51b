return gateway_attached((obj.status or {}).parents, "parentRef", "Parent")
