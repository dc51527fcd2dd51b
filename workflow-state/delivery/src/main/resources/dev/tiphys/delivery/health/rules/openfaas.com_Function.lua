local ready = condition("Ready")
if ready == nil then
  return health("Progressing", "Waiting for Function")
end
if ready.observedGeneration ~= nil and obj.metadata.generation ~= nil and ready.observedGeneration < obj.metadata.generation then
  return health("Progressing", "Waiting for spec update to be observed")
end
local stalled = condition("Stalled")
if stalled ~= nil and stalled.status == "True" then
  return health("Degraded", stalled.message)
end
if ready.status ~= "True" then
  return health(ready.status == "False" and "Degraded" or "Progressing", ready.message)
end
-- Ready is about the Deployment, Healthy about its replicas.
local healthy = condition("Healthy")
if healthy ~= nil and healthy.status ~= "True" and (obj.status.replicas or 0) > 0 then
  return health("Progressing", healthy.message)
end
return health("Healthy", ready.message)
