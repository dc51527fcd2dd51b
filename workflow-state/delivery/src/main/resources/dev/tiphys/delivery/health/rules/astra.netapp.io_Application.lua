local ready = condition("Ready")
if ready == nil then
  return health("Progressing", "No status available")
end
if ready.status == "True" then
  return health("Healthy", "Astra Application Ready, protectionState: " .. (obj.status.protectionState or "none"))
end
return health("Degraded", "Astra Application Degraded, message: " .. (ready.message or ""))
