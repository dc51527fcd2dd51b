local status = obj.status or {}
if status.state == nil and status.connectorState == nil then
  return health("Progressing", "Waiting for Connector")
end
if status.state == "ERROR" or status.state == "FAILED" then
  local created = condition("platform.confluent.io/app-ready") or {}
  return health("Degraded", created.message)
end
if (status.failedTasksCount or 0) > 0 then
  return health("Degraded", "Connector has failed tasks")
end
local statuses = {RUNNING = "Healthy", FAILED = "Degraded", PAUSED = "Suspended", STOPPED = "Suspended"}
local state = status.connectorState or status.state
return health(statuses[state] or "Progressing", "Connector " .. state:lower())
