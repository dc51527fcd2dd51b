local conditions = (obj.status or {}).conditions
if conditions == nil or #conditions == 0 then
  return health("Progressing", "Waiting for RabbitMQ Operator")
end
local reconciled = condition("ReconcileSuccess")
if reconciled ~= nil and reconciled.status == "False" then
  return health("Degraded", reconciled.message)
end
for _, kind in ipairs({"ClusterAvailable", "AllReplicasReady", "ReconcileSuccess"}) do
  local c = condition(kind)
  if c == nil or c.status == "Unknown" then
    return health("Progressing", "Waiting for RabbitMQ cluster readiness (conditions unknown)")
  end
end
if condition("ClusterAvailable").status ~= "True" then
  return health("Progressing", "Waiting for RabbitMQ cluster formation")
end
if condition("AllReplicasReady").status ~= "True" then
  return health("Progressing", "Waiting for RabbitMQ instances ready")
end
return health("Healthy", "RabbitMQ cluster ready")
