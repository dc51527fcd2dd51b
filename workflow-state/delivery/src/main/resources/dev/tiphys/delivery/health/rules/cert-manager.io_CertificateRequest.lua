for _, kind in ipairs({"Denied", "InvalidRequest"}) do
  local c = condition(kind)
  if is(c, "True") then
    return health("Degraded", c.message)
  end
end
local ready = condition("Ready")
if is(ready, "True") then
  return health("Healthy", ready.message)
end
if is(ready, "False") and ready.reason ~= "Pending" then
  return health("Degraded", ready.message)
end
return health("Progressing", (ready or {}).message or "Waiting for certificate request")
