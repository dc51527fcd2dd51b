local status = obj.status or {}
local compliant = condition("Compliant")
if status.compliant == nil or compliant == nil then
  return health("Progressing", "Waiting for the status to be reported")
end
if not observed() then
  return health("Progressing", "Waiting for the status to be updated")
end
local statuses = {Compliant = "Healthy", NonCompliant = "Degraded"}
return health(statuses[status.compliant] or "Progressing", compliant.message)
