local status = obj.status
if status == nil or not observed() then
  return health("Progressing", "Initializing machine set")
end
if status.failureMessage ~= nil then
  return health("Degraded", status.failureMessage)
end
local wanted = (obj.spec or {}).replicas or 1
if (status.replicas or 0) == wanted and (status.readyReplicas or 0) == wanted then
  return health("Healthy", "MachineSet is running")
end
return health("Progressing", "MachineSet is scaling")
