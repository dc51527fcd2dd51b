local status = obj.status or {}
if status.phase == nil or not observed() then
  return health("Progressing", "Waiting for rollout spec update to be observed")
end
if status.phase == "Disabled" or status.phase == "Disabling" or status.phase == "Terminating" then
  return health("Degraded", "Rollout is Disabled or Terminating")
end
if status.phase == "Healthy" then
  return health("Healthy", "Rollout is completed")
end
local steps = status.canaryStatus or status.blueGreenStatus or {}
if steps.currentStepState == "StepPaused" then
  return health("Suspended", "Rollout is paused and needs manual intervention")
end
return health("Progressing", "Rollout is still progressing")
