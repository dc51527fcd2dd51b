local status = obj.status or {}
local texts = {
  Restarting = "Cluster pods are being restarted",
  Upgrading = "Cluster pods are being upgraded",
  Pending = "Cluster is waiting on resources to be provisioned",
}
if texts[status.state] ~= nil then
  return health("Progressing", texts[status.state])
end
if status.state == "ConfigError" then
  local message = status.message
  if message == nil or message == "" then
    message = "User-provided cluster specification resulted in a configuration error"
  end
  return health("Degraded", message)
end
return humio()
