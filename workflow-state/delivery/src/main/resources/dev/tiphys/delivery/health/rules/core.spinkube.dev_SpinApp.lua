local progressing = condition("Progressing")
if progressing ~= nil and progressing.status == "True" then
  return health("Progressing", progressing.message)
end
local available = condition("Available")
if available == nil then
  return health("Progressing", "Waiting for SpinApp")
end
if available.status ~= "True" then
  return health("Degraded", available.message)
end
local ready = obj.status.readyReplicas or 0
-- An autoscaled one does not say how many there should be.
local wanted = (obj.spec or {}).replicas or ready
return health("Healthy", ("Application is healthy with %d/%d replicas ready"):format(ready, wanted))
