local state = (obj.status or {}).state
if state == nil then
  return health("Progressing", "No status available")
end
if state == "available" then
  return health("Healthy", "AppVault Available")
end
if state == "error" or state == "failed" then
  return health("Degraded", obj.status.error or "AppVault Failed")
end
return health("Progressing", "AppVault " .. state)
