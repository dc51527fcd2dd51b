local phase = (obj.status or {}).phase
if phase == nil or phase == "" then
  return health("Progressing", "Waiting for object bucket claim")
end
local statuses = {Bound = "Healthy", Failed = "Degraded", Lost = "Degraded"}
return health(statuses[phase] or "Progressing", "Object bucket claim phase is " .. phase)
