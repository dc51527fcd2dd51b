local launched = condition("Launched")
local registered = condition("Registered")
local initialized = condition("Initialized")
local ready = condition("Ready")
local function is(c)
  return c ~= nil and c.status == "True"
end
if is(ready) then
  return health("Healthy", "NodeClaim is ready")
end
for _, c in ipairs({launched or {}, registered or {}, initialized or {}}) do
  if c.status == "False" then
    return health("Degraded", c.message)
  end
end
if not is(launched) then
  return health("Progressing", "Waiting for node to be launched")
end
if not is(registered) then
  return health("Progressing", "Node launched, waiting for registration")
end
if not is(initialized) then
  return health("Progressing", "Node registered, waiting for initialization")
end
-- Only a node that was once complete can be lost.
if ready ~= nil and ready.status == "False" then
  return health("Degraded", ready.message)
end
return health("Progressing", "Node initialized, waiting to be ready")
