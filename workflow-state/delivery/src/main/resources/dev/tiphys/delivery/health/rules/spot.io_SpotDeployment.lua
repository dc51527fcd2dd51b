local status = obj.status or {}
local invalid = condition("InvalidSpec")
if invalid ~= nil and invalid.status ~= "False" then
  return health("Degraded", invalid.message)
end
local progressing = condition("Progressing") or {}
local phases = {Healthy = "Healthy", Paused = "Suspended", Degraded = "Degraded"}
if status.phase == nil then
  return health("Progressing", progressing.message or "Waiting for SpotDeployment")
end
return health(phases[status.phase] or "Progressing", status.message or progressing.message)
