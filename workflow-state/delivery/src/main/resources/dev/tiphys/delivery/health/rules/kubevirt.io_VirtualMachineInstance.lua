local phase = (obj.status or {}).phase
if phase == nil or phase == "" then
  return health("Progressing", "No status available")
end
local paused = condition("Paused")
if paused ~= nil and paused.status == "True" then
  return health("Suspended", "Paused")
end
if phase == "Running" then
  local ready = condition("Ready")
  return health(ready ~= nil and ready.status == "False" and "Progressing" or "Healthy", phase)
end
local statuses = {Succeeded = "Healthy", Failed = "Degraded", Unknown = "Unknown"}
return health(statuses[phase] or "Progressing", phase)
