local phase = (obj.status or {}).phase
if phase == nil then
  return health("Progressing", "Initializing machine pool")
end
local bad = {}
for _, c in ipairs(obj.status.conditions or {}) do
  if c.status ~= "True" then
    table.insert(bad, "Not " .. c.type .. " (" .. (c.reason or "Unknown") .. ")")
  end
end
local message = "MachinePool is " .. phase
if #bad > 0 then
  message = message .. ": " .. table.concat(bad, ", ")
end
if phase == "Failed" then
  return health("Degraded", message)
end
-- One that scales serves all the while.
local serves = names({"Provisioned", "Running", "Scaling", "ScalingUp", "ScalingDown"})
return health(serves[phase] and #bad == 0 and "Healthy" or "Progressing", message)
