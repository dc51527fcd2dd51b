local phase = (obj.status or {}).phase
if phase == nil then
  return health("Progressing", "Initializing machine")
end
local message = "Machine is " .. phase
if phase == "Failed" then
  return health("Degraded", obj.status.failureMessage or message)
end
return health(phase == "Running" and "Healthy" or "Progressing", message)
