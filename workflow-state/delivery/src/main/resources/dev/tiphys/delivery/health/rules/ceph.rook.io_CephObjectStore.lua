local result = ceph("Ceph object store")
local info = (obj.status or {}).info or {}
local endpoint = info.endpoint or info.secureEndpoint
if result.status == "Healthy" and endpoint ~= nil then
  result.message = result.message .. " - endpoint: " .. endpoint
end
return result
