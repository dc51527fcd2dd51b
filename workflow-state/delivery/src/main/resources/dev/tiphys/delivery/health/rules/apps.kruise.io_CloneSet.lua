local status = obj.status or {}
local strategy = (obj.spec or {}).updateStrategy or {}
return kruise("Cloneset", "replicas", strategy.paused, strategy.partition, status.replicas,
  status.updatedReplicas, status.updatedReadyReplicas, status.updatedAvailableReplicas)
