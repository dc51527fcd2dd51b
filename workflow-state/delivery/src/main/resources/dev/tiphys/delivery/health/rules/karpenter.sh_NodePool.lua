local ready = condition("Ready")
if ready == nil or ready.status == "Unknown" then
  return health("Progressing", "Waiting for " .. obj.kind)
end
local message = ready.message or ""
if ready.status == "True" then
  return health("Healthy", message ~= "" and message or obj.kind .. " is ready")
end
return health("Degraded", message ~= "" and message or obj.kind .. " is not ready")
