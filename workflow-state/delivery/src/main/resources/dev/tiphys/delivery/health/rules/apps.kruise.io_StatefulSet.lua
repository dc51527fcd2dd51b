local status = obj.status or {}
local strategy = ((obj.spec or {}).updateStrategy or {}).rollingUpdate or {}
return kruise("Statefulset", "replicas", strategy.paused, strategy.partition, status.replicas,
  status.updatedReplicas, status.updatedReadyReplicas, status.updatedAvailableReplicas)
