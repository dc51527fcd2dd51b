local mode = (obj.spec or {}).mode or "deployment"
if mode == "sidecar" then
  return health("Healthy", "Collector is running in sidecar mode")
end
local ready, total = (((obj.status or {}).scale or {}).statusReplicas or ""):match("^(%d+)/(%d+)$")
if ready == nil then
  return health("Progressing", "Waiting for OpenTelemetryCollector")
end
ready, total = tonumber(ready), tonumber(total)
if total == 0 then
  return health("Healthy", mode == "daemonset" and "DaemonSet has no eligible nodes (0/0)" or "Scaled to zero (0/0)")
end
if ready == 0 then
  return health("Degraded", "No replicas are ready")
end
if ready < total then
  return health("Progressing", "Some replicas are not ready")
end
return health("Healthy", "All replicas are ready")
