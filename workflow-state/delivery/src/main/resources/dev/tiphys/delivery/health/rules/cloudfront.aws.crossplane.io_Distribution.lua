local synced = condition("Synced")
if is(synced, "False") then
  return health("Degraded", synced.message or synced.reason)
end
local ready = condition("Ready")
if is(ready, "True") then
  return health("Healthy", ready.reason)
end
if ready == nil and synced == nil then
  return health("Progressing", "Waiting for distribution to be created")
end
if ready ~= nil and ready.reason == "Deleting" then
  return health("Progressing", "Waiting for distribution to be deleted")
end
return health("Progressing", "Waiting for distribution to be available")
