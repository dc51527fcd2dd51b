if (obj.spec or {}).paused == true then
  return health("Suspended", "Deployment config is paused")
end
local available = condition("Available")
local progressing = condition("Progressing")
if available == nil or progressing == nil then
  return health("Progressing", "replication controller is waiting for pods to run")
end
local none = obj.status.replicas == 0
if progressing.status == "False" then
  return health("Degraded", "Deployment config is degraded")
end
if progressing.reason == "NewReplicationControllerAvailable" and (available.status == "True" or none) then
  return health("Healthy", "replication controller successfully rolled out")
end
if available.status == "True" or (progressing.status == "True" and progressing.reason ~= "NewReplicationControllerAvailable") then
  return health("Progressing", "replication controller is waiting for pods to run")
end
return health("Degraded", "Deployment config is degraded")
