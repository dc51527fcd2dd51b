local status = obj.status or {}
local phase = status.phase
if phase == nil or phase == "" then
  return health("Progressing", "Ceph object store status not available")
end
local message = "Ceph object store phase is " .. phase
if phase == "Ready" or phase == "Connected" then
  local endpoint = (status.info or {}).endpoint or (status.info or {}).secureEndpoint
  return health("Healthy", endpoint and message .. " - endpoint: " .. endpoint or message)
end
return health(phase == "Failure" and "Degraded" or "Progressing", message)
