local not_ready = promoter_ready({
  deleted = "Argo CD commit status", initializing = "Argo CD commit status", waiting = "Argo CD commit status",
  missing = "Argo CD commit status is not ready yet", failed = "Argo CD commit status reconciliation failed",
})
if not_ready ~= nil then
  return not_ready
end
local selected = #(obj.status.applicationsSelected or {})
if selected == 0 then
  return health("Degraded", "Argo CD commit status has no applications configured")
end
return health("Healthy", "Argo CD commit status is healthy and is tracking " .. selected .. " applications")
