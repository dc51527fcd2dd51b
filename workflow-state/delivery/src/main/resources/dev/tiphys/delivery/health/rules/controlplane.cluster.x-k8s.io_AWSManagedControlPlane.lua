local status = obj.status or {}
if status.failureMessage ~= nil then
  return health("Degraded", status.failureMessage)
end
if status.ready == true then
  return health("Healthy", "Control plane is ready (.status.ready is true)")
end
-- Conditions of severity Error say that waiting does not help.
for _, c in ipairs(status.conditions or {}) do
  if c.status == "False" and c.severity == "Error" then
    return health("Degraded", c.message or c.reason)
  end
end
-- Before the first reconciliation there is no status.ready, which means the same.
return health("Progressing", "Control plane is not ready (.status.ready is false)")
