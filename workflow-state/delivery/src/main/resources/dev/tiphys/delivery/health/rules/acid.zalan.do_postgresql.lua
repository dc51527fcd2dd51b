local phase = (obj.status or {}).PostgresClusterStatus
if phase == nil or phase == "" then
  return health("Progressing", "Waiting for postgresql")
end
if phase == "Running" then
  return health("Healthy", phase)
end
local failed = names({"CreateFailed", "UpdateFailed", "SyncFailed", "DeleteFailed", "Invalid"})
return health(failed[phase] and "Degraded" or "Progressing", phase)
