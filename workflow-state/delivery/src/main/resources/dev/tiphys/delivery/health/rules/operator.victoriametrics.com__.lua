local status = obj.status or {}
if (obj.spec or {}).paused == true or status.updateStatus == "paused" then
  return health("Suspended", "Reconciliation is paused")
end
if status.updateStatus == nil or status.updateStatus == "" then
  return health("Progressing", "Waiting for status")
end
if not observed() then
  return health("Progressing", "Waiting for spec update to be observed")
end
if status.updateStatus == "operational" then
  return health("Healthy", obj.kind .. " is operational")
end
if status.updateStatus == "failed" then
  return health("Degraded", status.reason or "Reconciliation failed")
end
return health("Progressing", "Reconciliation is in progress")
