local failed = condition("Error")
if failed ~= nil and failed.status == "True" then
  return health("Degraded", failed.message or failed.reason)
end
for _, kind in ipairs({"Active", "Created"}) do
  local c = condition(kind)
  if c ~= nil and c.status == "True" then
    return health("Healthy", "DatadogMonitor is healthy")
  end
end
return health("Progressing", "Waiting for DatadogMonitor")
