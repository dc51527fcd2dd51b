return all_true({"DependenciesProvided", "TriggersProvided", "Deployed"}, "Waiting for Sensor")
