local status = (obj.status or {}).printableStatus
if status == nil or status == "" then
  return health("Progressing", "No status available")
end
local paused = condition("Paused")
if paused ~= nil and paused.status == "True" then
  return health("Suspended", "Paused")
end
if status == "Running" then
  local ready = condition("Ready")
  return health(ready ~= nil and ready.status == "False" and "Progressing" or "Healthy", status)
end
local statuses = {
  Stopped = "Suspended", Halted = "Suspended", Paused = "Suspended",
  CrashLoopBackOff = "Degraded", Unknown = "Unknown",
  ErrorUnschedulable = "Degraded", ErrImagePull = "Degraded", ImagePullBackOff = "Degraded",
  ErrorPvcNotFound = "Degraded", ErrorDataVolumeNotFound = "Degraded", DataVolumeError = "Degraded",
}
return health(statuses[status] or "Progressing", status)
