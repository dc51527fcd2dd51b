local phase = (obj.status or {}).phase
local ready = condition("Ready")
if phase == "Error" or (is(ready, "False") and ready.reason == "Error") then
  return health("Degraded", (ready or {}).message)
end
if phase == "Running" then
  return health("Healthy")
end
return health("Progressing", "Waiting for Integration")
