local phase = (obj.status or {}).phase
if phase == nil or phase == "" then
  return health("Progressing", "Waiting for DataVolume")
end
-- What waits for its first consumer goes on when a machine is there, which may be in a later wave.
local fine = names({"PendingPopulation", "Succeeded", "WaitForFirstConsumer"})
if fine[phase] then
  return health("Healthy", phase)
end
if phase == "Failed" then
  return health("Degraded", (condition("Running") or {}).message or phase)
end
if phase == "Paused" then
  return health("Suspended", phase)
end
return health(phase == "Unknown" and "Unknown" or "Progressing", phase)
