return all_true({"SourcesProvided", "Deployed"}, "Waiting for EventSource")
