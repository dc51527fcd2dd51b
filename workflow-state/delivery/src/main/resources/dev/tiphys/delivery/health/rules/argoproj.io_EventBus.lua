return all_true({"Configured", "Deployed"}, "Waiting for EventBus")
