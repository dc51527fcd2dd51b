local spec = obj.spec or {}
local status = obj.status
local waiting = "Waiting for roll out to finish: "
if status == nil then
  return health("Progressing", "Waiting for rollout to finish: status has not been reconciled.")
end
-- Old controllers wrote a hash, not a number; one of digits only is larger than any generation.
local seen = tostring(status.observedGeneration or "")
if seen:match("^%d+$") and obj.metadata.generation ~= nil and tonumber(seen) < obj.metadata.generation then
  return health("Progressing", "Waiting for rollout spec update to be observed")
end
local workload = (obj.metadata.annotations or {})["rollout.argoproj.io/workload-generation"]
if spec.workloadRef ~= nil and workload ~= nil and workload ~= tostring(status.workloadObservedGeneration) then
  return health("Progressing", "Waiting for rollout spec update to be observed")
end
if status.phase ~= nil then
  local known = {Healthy = "Healthy", Progressing = "Progressing", Degraded = "Degraded", Paused = "Suspended"}
  return health(known[status.phase] or "Unknown", status.message)
end
-- Before Argo Rollouts 1.0 there was no phase.
local invalid = condition("InvalidSpec")
if is(invalid, "True") then
  return health("Degraded", invalid.message)
end
local progressing = condition("Progressing") or {}
if progressing.reason == "ProgressDeadlineExceeded" or progressing.reason == "RolloutAborted" then
  return health("Degraded", progressing.message)
end
local pauses = status.pauseConditions or {}
if spec.paused == true or status.controllerPause == true or #pauses > 0 or progressing.reason == "RolloutPaused" then
  return health("Suspended", "Rollout is paused")
end
local replicas = spec.replicas or 1
local updated = status.updatedReplicas or 0
if updated < replicas then
  return health("Progressing", waiting .. "More replicas need to be updated")
end
if (status.availableReplicas or 0) < updated then
  return health("Progressing", waiting .. "updated replicas are still becoming available")
end
if (spec.strategy or {}).blueGreen ~= nil then
  local active = (status.blueGreen or {}).activeSelector or status.activeSelector
  if active ~= status.currentPodHash then
    return health("Progressing", waiting .. "active service cutover pending")
  end
else
  if (status.replicas or 0) > updated then
    return health("Progressing", waiting .. "old replicas are pending termination")
  end
  local stable = status.stableRS or (status.canary or {}).stableRS
  if stable == nil or stable ~= status.currentPodHash then
    return health("Progressing", waiting .. "waiting for all steps to complete")
  end
end
return health("Healthy")
