return grafana()
