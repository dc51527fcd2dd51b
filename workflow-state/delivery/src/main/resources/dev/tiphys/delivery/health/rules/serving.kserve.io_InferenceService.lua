local status = obj.status or {}
local conditions = status.conditions
local stopped = condition("Stopped")
if stopped ~= nil and stopped.status == "True" then
  return health("Suspended", "InferenceService is stopped.")
end
if conditions == nil and status.modelStatus == nil then
  return health("Progressing", "Waiting for InferenceService")
end
-- ModelMesh tells in the transition whether a condition that is False will change.
local transition = (status.modelStatus or {}).transitionStatus or ""
local blocked = transition == "BlockedByFailedLoad" or transition == "InvalidSpec"
local result, parts = "Healthy", {}
if transition ~= "" and transition ~= "UpToDate" then
  result = blocked and "Degraded" or "Progressing"
  table.insert(parts, "0: transitionStatus | " .. transition)
end
for i, c in ipairs(conditions or {}) do
  if c.status ~= "True" and c.severity ~= "Info" then
    table.insert(parts, i .. ": " .. c.type .. " | " .. c.status)
    if c.status == "False" and transition ~= "InProgress" then
      result = "Degraded"
    elseif result == "Healthy" then
      result = "Progressing"
    end
  end
end
return health(result, result == "Healthy" and "InferenceService is healthy." or table.concat(parts, " | "))
