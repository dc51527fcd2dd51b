local result = (obj.status or {}).ansibleJobResult or {}
if result.status == nil then
  return health("Progressing", "Waiting for AnsibleJob")
end
local statuses = {successful = "Healthy", failed = "Degraded", error = "Degraded", canceled = "Degraded"}
return health(statuses[result.status] or "Progressing", result.status .. " job - " .. (result.url or ""))
