local state = (obj.status or {}).state
if state == nil then
  return health("Progressing", "No status available")
end
if state == "available" then
  return health("Healthy", "AppVault Available")
end
local failed = names({"error", "Error", "failed", "Failed"})
return failed[state] and health("Degraded", state) or health("Progressing", "AppVault " .. state)
