local status = obj.status
if status == nil or status.phase == nil then
  return health("Progressing", "Waiting for Cluster")
end
local hibernated = condition("cnpg.io/hibernation")
if hibernated ~= nil then
  return health(hibernated.status == "True" and "Suspended" or "Progressing", hibernated.message)
end
local phases = {
  ["Cluster in healthy state"] = "Healthy",
  ["Waiting for user action"] = "Suspended",
  ["Failing over"] = "Degraded",
  ["Not enough disk space"] = "Degraded",
  ["Cluster is unrecoverable and needs manual intervention"] = "Degraded",
  ["Unable to create required cluster objects"] = "Degraded",
  ["Cluster has incomplete or invalid image catalog"] = "Degraded",
}
local health_of = phases[status.phase] or (status.phase:find("^Cluster cannot") and "Degraded") or "Progressing"
return health(health_of, status.phaseReason)
