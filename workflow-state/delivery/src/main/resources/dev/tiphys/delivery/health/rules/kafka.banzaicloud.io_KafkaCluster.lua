local status = obj.status or {}
if status.state == "ClusterReconciling" then
  return health("Progressing", "Kafka Cluster is Reconciling.")
end
if status.state == "ClusterRollingUpgrading" then
  return health("Progressing", "Kafka Cluster is Rolling Upgrading.")
end
if status.state ~= "ClusterRunning" or status.cruiseControlTopicStatus ~= "CruiseControlTopicReady" then
  return health("Progressing", "Waiting for KafkaCluster")
end
for _, broker in pairs(status.brokersState or {}) do
  local action = (broker.gracefulActionState or {}).cruiseControlState or ""
  if broker.configurationState ~= "ConfigInSync" or not action:find("Succeeded$") then
    return health("Degraded", "Broker Config is out of Sync or CruiseControlState is not Ready")
  end
end
return health("Healthy", "Kafka Cluster is Running.")
