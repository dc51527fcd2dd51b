if (obj.spec or {}).paused == true then
  return health("Suspended", "Cluster is paused")
end
local phase = (obj.status or {}).phase
local ready = condition("Ready") or condition("Available")
if phase == "Failed" then
  return health("Degraded", (ready or {}).message or obj.status.failureMessage or "Cluster is failed")
end
if phase == "Provisioned" then
  if is(ready, "False") and ready.severity ~= "Info" then
    return health("Degraded", ready.message)
  end
  if ready == nil or ready.status == "True" then
    return health("Healthy", "Cluster is provisioned")
  end
end
if phase == "Deleting" then
  return health("Progressing", "Cluster is deleting")
end
return health("Progressing", phase and "Cluster is provisioning" or "Initializing cluster")
