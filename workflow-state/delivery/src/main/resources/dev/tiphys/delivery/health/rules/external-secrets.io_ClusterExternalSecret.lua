-- Ready may stay beside conditions of an earlier run, which then do not count.
local done = condition("Ready")
if done ~= nil and done.status == "True" then
  return health("Healthy", done.message)
end
if done ~= nil and done.status == "False" then
  return health("Degraded", done.message)
end
for _, kind in ipairs({"NotReady", "PartiallyReady"}) do
  local c = condition(kind)
  if c ~= nil and c.status == "True" then
    return health("Degraded", c.message)
  end
end
return health("Progressing", "Waiting for " .. obj.kind)
