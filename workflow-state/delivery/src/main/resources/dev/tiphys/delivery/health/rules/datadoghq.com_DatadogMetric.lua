local failed = condition("Error")
if failed ~= nil and failed.status == "True" then
  return health("Degraded", failed.message or failed.reason)
end
local valid = condition("Valid")
if valid ~= nil and valid.status == "False" then
  return health("Degraded", valid.message or valid.reason)
end
if valid ~= nil and valid.status == "True" then
  return health("Healthy", "DatadogMetric is healthy")
end
return health("Progressing", "Waiting for DatadogMetric")
