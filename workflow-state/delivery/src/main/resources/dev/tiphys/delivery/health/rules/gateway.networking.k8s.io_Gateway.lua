local status = obj.status or {}
local current = false
for _, c in ipairs(status.conditions or {}) do
  current = current or gateway_current(c)
end
if not current then
  return health("Progressing", "Waiting for Gateway status")
end
local waiting = gateway_fault(status.conditions, "")
if waiting ~= nil and waiting.status == "Degraded" then
  return waiting
end
for _, listener in ipairs(status.listeners or {}) do
  local fault = gateway_fault(listener.conditions, "Listener " .. (listener.name or "") .. ": ")
  if fault ~= nil and fault.status == "Degraded" then
    return fault
  end
  waiting = waiting or fault
end
return waiting or health("Healthy", "Gateway is healthy")
