local status = obj.status or {}
local phase = status.phase
if phase == "Invalid" or phase == "Stalled" then
  return health("Degraded", "Elasticsearch phase is " .. phase)
end
if phase ~= nil and phase ~= "" and phase ~= "Ready" then
  return health("Progressing", "Elasticsearch phase is " .. phase)
end
if status.health == "green" then
  return health("Healthy", "Elasticsearch Cluster status is Green")
end
if status.health == "yellow" then
  return health("Progressing", "Elasticsearch Cluster status is Yellow. Check the status of indices, replicas and shards")
end
if status.health == "red" then
  return health("Degraded", "Elasticsearch Cluster status is Red. Check the status of indices, replicas and shards")
end
return health(
  "Unknown",
  "Elasticsearch Cluster status is unknown. Ensure your ArgoCD is current and then check for/file a bug report: "
    .. "https://github.com/argoproj/argo-cd/issues"
)
