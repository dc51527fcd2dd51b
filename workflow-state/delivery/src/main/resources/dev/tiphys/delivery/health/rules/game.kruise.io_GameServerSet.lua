local status = obj.status
if status == nil or (status.observedGeneration or 0) < (obj.metadata.generation or 0) then
  return health("Progressing", "Waiting for GameServerSet spec update to be observed")
end
local spec = obj.spec or {}
local rolling = (spec.updateStrategy or {}).rollingUpdate or {}
if rolling.paused == true then
  return health("Suspended", "GameServerSet is paused")
end
local replicas = spec.replicas or status.replicas or 0
local updated = status.updatedReplicas or 0
local partition = tonumber(rolling.partition) or 0
-- What the partition lets through is done; the rest waits for somebody to lower it.
if partition > 0 and updated < replicas and updated >= replicas - partition then
  return health("Suspended", ("Partition=%d, waiting for manual intervention"):format(partition))
end
local ready = status.readyReplicas or 0
if ready < replicas then
  return health("Progressing", ("ReadyReplicas %d/%d, still progressing"):format(ready, replicas))
end
if status.updatedReplicas ~= nil and updated < replicas then
  return health("Progressing", ("UpdatedReplicas %d/%d, still progressing"):format(updated, replicas))
end
return health("Healthy", "All GameServerSet replicas are ready and updated")
