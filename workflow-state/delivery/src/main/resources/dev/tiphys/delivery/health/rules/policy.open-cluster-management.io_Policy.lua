-- On the hub it has a status for each cluster, on a cluster one for each template.
local status = obj.status or {}
if obj.spec ~= nil and obj.spec.disabled == true then
  return health("Suspended", "Policy is disabled")
end
if status.compliant == nil and status.status == nil and status.details == nil then
  if status.placement ~= nil then
    return health("Healthy", "No clusters match this policy")
  end
  return health("Progressing", "Waiting for the status to be reported")
end
local word, names = "templates", {NonCompliant = {}, Pending = {}}
local function note(compliant, name)
  if compliant ~= "Compliant" then
    table.insert(compliant == "NonCompliant" and names.NonCompliant or names.Pending, name)
  end
end
if status.status ~= nil then
  word = "clusters"
  for _, cluster in ipairs(status.status) do
    note(cluster.compliant, cluster.clustername)
  end
else
  for _, detail in ipairs(status.details or {}) do
    note(detail.compliant, (detail.templateMeta or {}).name)
  end
end
if #names.NonCompliant > 0 then
  return health("Degraded", "NonCompliant " .. word .. ": " .. table.concat(names.NonCompliant, ", "))
end
if #names.Pending > 0 then
  return health("Progressing", "Pending " .. word .. ": " .. table.concat(names.Pending, ", "))
end
return health("Healthy", "All " .. word .. " are compliant")
