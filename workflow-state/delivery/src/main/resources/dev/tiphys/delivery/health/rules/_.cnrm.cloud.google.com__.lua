local status = obj.status
if status == nil then
  return health("Progressing", "Waiting for status")
end
if not observed() then
  return health("Progressing", "Update in progress")
end
-- Objects of the operator itself have no conditions.
if status.healthy ~= nil then
  if status.healthy then
    return health("Healthy", obj.kind .. " is healthy")
  end
  if status.errors ~= nil and #status.errors > 0 then
    return health("Degraded", table.concat(status.errors, ", "))
  end
  return health("Degraded", obj.kind .. " is unhealthy")
end
local ready = condition("Ready")
if ready == nil then
  return health("Progressing", "Waiting for status")
end
if ready.status == "True" then
  return health("Healthy", ready.message)
end
if ready.reason == "DependencyNotReady" then
  return health("Suspended", ready.message)
end
local failed = names({"DeleteFailed", "DependencyInvalid", "DependencyNotFound", "ManagementConflict", "UpdateFailed"})
return health(failed[ready.reason] and "Degraded" or "Progressing", ready.message)
