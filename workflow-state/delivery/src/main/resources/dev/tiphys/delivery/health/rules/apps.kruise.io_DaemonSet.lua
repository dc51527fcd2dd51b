local status = obj.status or {}
local strategy = ((obj.spec or {}).updateStrategy or {}).rollingUpdate or {}
local desired = status.desiredNumberScheduled
-- None wanted: the nodes have not been looked at yet.
if desired == 0 then
  desired = nil
end
return kruise("Daemonset", "pods", strategy.paused, strategy.partition, desired,
  status.updatedNumberScheduled, status.updatedNumberScheduled, status.numberAvailable)
