local degraded = condition("Degraded")
if degraded ~= nil and degraded.status == "True" then
  return health("Degraded", degraded.message)
end
local progressing = condition("Progressing")
if progressing ~= nil and progressing.status == "True" then
  return health("Progressing", progressing.message)
end
local available = condition("Available")
if available == nil then
  return health("Progressing", "Waiting for IngressController")
end
if available.status == "True" then
  return health("Healthy", "IngressController is available")
end
return health("Degraded", available.message)
