if (obj.spec or {}).includes ~= nil then
  return health("Healthy", "HTTPProxy inclusions cannot be health checked")
end
local status = obj.status
if status == nil or status.currentStatus == nil then
  return health("Progressing", "Waiting for status")
end
local valid = condition("Valid")
if valid ~= nil and valid.observedGeneration ~= nil and valid.observedGeneration ~= obj.metadata.generation then
  return health("Progressing", "Waiting for status")
end
local statuses = {valid = "Healthy", invalid = "Degraded", orphaned = "Degraded"}
return health(statuses[status.currentStatus] or "Progressing", status.description)
