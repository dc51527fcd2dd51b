local status = obj.status or {}
local reconciled = status.reconciliationStatus or {}
local manager = status.jobManagerDeploymentStatus
local job = (status.jobStatus or {}).state
-- The first versions had `success` and `error`, later ones have `state`, and the error in the status itself.
if reconciled.success == false then
  return health("Degraded", reconciled.error or status.error)
end
if manager == "ERROR" or job == "FAILED" or status.lifecycleState == "FAILED" then
  return health("Degraded", status.error or "Failed")
end
if reconciled.success ~= true and reconciled.state ~= "DEPLOYED" and reconciled.state ~= "ROLLED_BACK" then
  local doing = reconciled.state or manager or "deploying"
  return health("Progressing", "Waiting for " .. doing:lower():gsub("_", " "))
end
local spec = obj.spec or {}
local wanted = (spec.job or {}).state
if wanted == "suspended" then
  if job == "SUSPENDED" or job == "FINISHED" or job == "CANCELED" or manager == "MISSING" then
    return health("Healthy")
  end
  return health("Progressing", "Waiting for suspended")
end
if manager ~= nil and manager ~= "READY" and job ~= "FINISHED" then
  return health("Progressing", "Waiting for " .. manager:lower():gsub("_", " "))
end
-- A session cluster runs no job of its own.
if spec.job == nil or job == "RUNNING" or job == "FINISHED" then
  return health("Healthy")
end
return health("Progressing", "Waiting for " .. (job or "running"):lower())
