local conditions = (obj.status or {}).conditions
if conditions == nil or #conditions == 0 then
  return health("Progressing", "Waiting for the status to be reported")
end
local failed = condition("ErrorOccurred")
if is(failed, "True") then
  return health("Degraded", failed.message)
end
for _, kind in ipairs({"ParametersGenerated", "ResourcesUpToDate"}) do
  local c = condition(kind)
  if is(c, "False") then
    return health("Degraded", c.message)
  end
end
local rollout = condition("RolloutProgressing")
if is(rollout, "True") then
  return health("Progressing", rollout.message)
end
local current = condition("ResourcesUpToDate")
if is(current, "True") then
  return health("Healthy", current.message)
end
return health("Progressing", "Waiting for the status to be reported")
