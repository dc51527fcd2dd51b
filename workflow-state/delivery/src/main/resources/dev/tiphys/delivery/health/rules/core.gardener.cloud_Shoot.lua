-- Gardener sums up conditions and the last operation in a label.
local label = (obj.metadata.labels or {})["shoot.gardener.cloud/status"]
if label == "healthy" then
  return health("Healthy", "Component state: Healthy")
end
if label == "unhealthy" then
  return health("Degraded", "Component state: Unhealthy")
end
if label == "unknown" then
  return health("Unknown", "Component state: Unknown")
end
return health("Progressing", "Component state: Update in progress")
