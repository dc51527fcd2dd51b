local status = obj.status or {}
local phase = status.phase
if phase == nil or phase == "" then
  return health("Progressing", "Waiting for Canary")
end
local promoted = condition("Promoted")
local message = phase
if phase == "Progressing" then
  message = message .. " --- Canary Weight: " .. (status.canaryWeight or 0) .. " %"
end
if promoted ~= nil and promoted.message ~= nil then
  message = message .. " --- " .. promoted.message
end
if phase == "Failed" then
  return health("Degraded", message)
end
if phase == "Initialized" or phase == "Succeeded" then
  return health("Healthy", message)
end
return health("Progressing", message)
