local status = obj.status
if status == nil or status.solrNodes == nil then
  return health("Progressing", "Waiting for solr to exist")
end
for _, node in ipairs(status.solrNodes) do
  if node.ready ~= true then
    return health("Progressing", "Not all replicas are ready")
  end
end
if (status.readyReplicas or 0) < (status.replicas or 0) then
  return health("Progressing", "Not all replicas are ready")
end
return health("Healthy", "Solr is ready")
