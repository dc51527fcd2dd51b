local function current(kind)
  local c = condition(kind)
  if c ~= nil and (c.observedGeneration == nil or c.observedGeneration == obj.metadata.generation) then
    return c
  end
  return {}
end
local adopted, advertised, discoverable = current("Adopted"), current("Advertised"), current("Discoverable")
if discoverable.status == "True" then
  return health("Healthy", discoverable.message)
end
if adopted.status == "False" then
  return health("Degraded", adopted.message)
end
if advertised.status == "False" and (advertised.reason or ""):find("Error$") then
  return health("Degraded", advertised.message)
end
for _, c in ipairs({discoverable, advertised, adopted}) do
  if c.message ~= nil then
    return health("Progressing", c.message)
  end
end
return health("Progressing", "Waiting for DNSSDServiceInstance")
