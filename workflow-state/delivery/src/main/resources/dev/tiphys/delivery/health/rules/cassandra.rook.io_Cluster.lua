local racks = (obj.status or {}).racks or {}
for _, wanted in ipairs(((obj.spec or {}).datacenter or {}).racks or {}) do
  local rack = racks[wanted.name] or {}
  if (rack.readyMembers or 0) < (wanted.members or 0) then
    return health("Progressing", "Waiting for Cassandra Cluster")
  end
end
for _, rack in pairs(racks) do
  if rack.readyMembers ~= rack.members then
    return health("Progressing", "Waiting for Cassandra Cluster")
  end
end
return health(next(racks) and "Healthy" or "Progressing", next(racks) and "" or "Waiting for Cassandra Cluster")
