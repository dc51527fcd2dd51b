local status = obj.status or {}
local all = (status.certificateStatus or "")
local active = status.certificateStatus == "Active"
for _, domain in ipairs(status.domainStatus or {}) do
  all = all .. " " .. domain.status
  active = active and domain.status == "Active"
end
if all:find("Failed") then
  return health("Degraded", "At least one certificate has failed to be provisioned")
end
if not active then
  return health("Progressing", "At least one certificate is still being provisioned")
end
return health("Healthy", "All certificates are active")
