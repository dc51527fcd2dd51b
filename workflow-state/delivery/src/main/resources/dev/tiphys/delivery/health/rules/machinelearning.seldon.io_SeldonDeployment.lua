local status = obj.status or {}
local statuses = {Available = "Healthy", Failed = "Degraded"}
if status.state == nil or status.state == "" then
  return health("Progressing", "Waiting for SeldonDeployment")
end
return health(statuses[status.state] or "Progressing", status.description or status.state)
