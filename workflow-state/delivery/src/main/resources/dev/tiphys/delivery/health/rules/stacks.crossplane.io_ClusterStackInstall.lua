local status = obj.status or {}
local conditions = status.conditions or (status.conditionedStatus or {}).conditions or {}
local ready, synced = {}, {}
for _, c in ipairs(conditions) do
  if c.type == "Ready" then
    ready = c
  elseif c.type == "Synced" then
    synced = c
  end
end
if synced.status == "False" then
  return health("Degraded", synced.message)
end
if ready.status == "True" then
  return health("Healthy", ready.reason)
end
return health("Progressing", "Waiting for stack to be installed")
