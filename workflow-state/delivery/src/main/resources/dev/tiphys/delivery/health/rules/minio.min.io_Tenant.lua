-- The state is a sentence; its first word says whether the operator is still at work.
local state = (obj.status or {}).currentState
if state == nil or state == "" then
  return health("Progressing", "No status info available")
end
if state == "Initialized" then
  return health("Healthy", state)
end
local work = {Provisioning = true, Waiting = true, Updating = true, Restarting = true, Adding = true, Creating = true}
return health(work[state:match("^%a+")] and "Progressing" or "Degraded", state)
