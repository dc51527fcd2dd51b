local status = obj.status or {}
local state = status.currentState
if state == nil or state == "" then
  return health("Progressing", "Waiting for GameServer")
end
for _, c in ipairs(status.conditions or {}) do
  if c.status == "False" and (c.type == "PodNormal" or c.type == "NodeNormal" or c.type == "PersistentVolumeNormal") then
    return health("Degraded", c.message or c.reason or c.type .. " is False")
  end
end
if state == "Crash" or state == "Unknown" then
  return health("Degraded", "GameServer is " .. state)
end
-- One that shall be deleted is Ready until that begins.
if state == "Ready" and (status.desiredState == nil or status.desiredState == "Ready") then
  return health("Healthy", "GameServer is Ready")
end
return health("Progressing", "GameServer is " .. state)
