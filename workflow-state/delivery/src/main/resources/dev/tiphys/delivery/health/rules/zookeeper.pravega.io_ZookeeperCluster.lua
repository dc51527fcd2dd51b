local status = obj.status or {}
if (status.readyReplicas or 0) > 0 and status.readyReplicas == status.replicas then
  return health("Healthy", "All ZK Nodes have joined the ensemble")
end
return health("Progressing", "Waiting for ZK Nodes to join the ensemble")
