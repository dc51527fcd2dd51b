local status = obj.status or {}
if status.compliant == nil then
  return health("Progressing", "Waiting for the status to be reported")
end
if status.lastEvaluatedGeneration ~= obj.metadata.generation then
  return health("Progressing", "Waiting for the status to be updated")
end
local messages = {}
for _, detail in ipairs(status.compliancyDetails or {}) do
  for _, c in ipairs(detail.conditions or {}) do
    if status.compliant == "Compliant" or detail.Compliant ~= "Compliant" then
      table.insert(messages, (c.type or "") .. " - " .. (c.message or ""))
    end
  end
end
local statuses = {Compliant = "Healthy", NonCompliant = "Degraded"}
return health(statuses[status.compliant] or "Progressing", table.concat(messages, "; "))
