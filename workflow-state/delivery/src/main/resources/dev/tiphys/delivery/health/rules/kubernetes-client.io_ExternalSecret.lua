local status = (obj.status or {}).status
if status == nil then
  return health("Progressing", "Waiting for ExternalSecret.")
end
if status:find("^ERROR") then
  return health("Degraded", (status:gsub("^ERROR,?%s*", "")))
end
return health("Healthy")
