local available = condition("Available")
if is(available, "True") then
  return health("Healthy", "3scale APIManager is available")
end
if is(available, "False") and available.reason ~= nil then
  return health("Degraded", "3scale APIManager is degraded: " .. available.reason)
end
return health("Progressing", "Waiting for 3scale APIManager status...")
