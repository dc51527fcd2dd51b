local conditions = (obj.status or {}).conditions
if conditions == nil or #conditions == 0 then
  return health("Progressing", "Waiting for status")
end
local reason
for _, c in ipairs(conditions) do
  if c.type == "DisruptionAllowed" then
    reason = c.reason
  end
end
-- Too few pods to evict one is what a budget is for; only one that cannot be computed is broken.
return health(reason == "SyncFailed" and "Degraded" or "Healthy", "PodDisruptionBudget has " .. (reason or "no condition"))
