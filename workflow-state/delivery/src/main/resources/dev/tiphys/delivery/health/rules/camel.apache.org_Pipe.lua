local phase = (obj.status or {}).phase
local ready = condition("Ready")
if phase == "Error" then
  return health("Degraded", (ready or {}).message)
end
return health(phase == "Ready" and "Healthy" or "Progressing", phase == "Ready" and "" or "Waiting for " .. obj.kind)
