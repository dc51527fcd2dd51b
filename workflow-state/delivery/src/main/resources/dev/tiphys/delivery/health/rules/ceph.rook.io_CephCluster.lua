local status = obj.status
if status == nil then
  return health("Progressing", "Ceph cluster status not available")
end
local message = status.message or ""
local ceph = (status.ceph or {}).health
if ceph == "HEALTH_WARN" or ceph == "HEALTH_ERR" then
  local texts = {}
  local codes = {}
  for code in pairs(status.ceph.details or {}) do
    table.insert(codes, code)
  end
  table.sort(codes)
  for _, code in ipairs(codes) do
    table.insert(texts, status.ceph.details[code].message)
  end
  local why = #texts > 0 and " (" .. table.concat(texts, "; ") .. ")" or ""
  return health("Degraded", "Ceph health is " .. ceph .. why .. " - " .. message)
end
if status.state == "Error" or status.phase == "Failure" then
  return health("Degraded", message)
end
if ceph == "HEALTH_OK" and (status.state == "Created" or status.state == "Connected") then
  return health("Healthy", "Ceph health is HEALTH_OK - Ceph cluster state is " .. status.state .. " - " .. message)
end
return health("Progressing", message)
