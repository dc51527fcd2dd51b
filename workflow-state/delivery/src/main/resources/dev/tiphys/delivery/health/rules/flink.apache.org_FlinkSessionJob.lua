local status = obj.status or {}
local reconciled = (status.reconciliationStatus or {}).state
local job = (status.jobStatus or {}).state
if job == "FAILED" or status.lifecycleState == "FAILED" then
  return health("Degraded", status.error or "Failed")
end
if reconciled ~= "DEPLOYED" and reconciled ~= "ROLLED_BACK" then
  return health("Progressing", "Waiting for " .. (reconciled or "deploying"):lower():gsub("_", " "))
end
if ((obj.spec or {}).job or {}).state == "suspended" then
  if job == "SUSPENDED" or job == "FINISHED" or job == "CANCELED" then
    return health("Healthy")
  end
  return health("Progressing", "Waiting for suspended")
end
if job == "RUNNING" or job == "FINISHED" then
  return health("Healthy")
end
return health("Progressing", "Waiting for " .. (job or "running"):lower())
