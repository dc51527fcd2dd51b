local statuses = {{"Degraded", "Degraded"}, {"Progressing", "Progressing"}, {"Available", "Healthy"}}
for _, pair in ipairs(statuses) do
  local c = condition(pair[1])
  if c ~= nil and c.status == "True" then
    return health(pair[2], c.message)
  end
end
return health("Progressing", "Waiting for StorageCluster")
