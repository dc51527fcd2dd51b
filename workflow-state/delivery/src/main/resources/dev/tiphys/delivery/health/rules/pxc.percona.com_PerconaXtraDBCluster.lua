local status = obj.status
if status == nil or (status.state or "") == "" then
  return health("Progressing", "Waiting for PerconaXtraDBCluster")
end
local nodes = (status.ready or 0) .. "/" .. (status.size or 0) .. " node(s) are ready"
if status.state == "initializing" then
  return health("Progressing", nodes)
end
if status.state == "ready" then
  return health("Healthy", nodes)
end
-- Not Suspended: nobody can say how a cluster without nodes is.
if status.state == "paused" then
  return health("Unknown", "Cluster is paused")
end
if status.state == "stopping" then
  return health("Degraded", "Cluster is stopping (" .. nodes .. ")")
end
if status.state == "error" then
  return health("Degraded", "Cluster is on error: " .. table.concat(status.message or {}, ", "))
end
return health("Unknown", "Cluster status is unknown. Ensure your ArgoCD is current and then check for/file a bug report: https://github.com/argoproj/argo-cd/issues")
