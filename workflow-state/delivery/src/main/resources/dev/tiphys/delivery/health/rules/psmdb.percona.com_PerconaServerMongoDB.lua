local status = obj.status
if status == nil then
  return health("Progressing", "Waiting for PerconaServerMongoDB")
end
local statuses = {ready = "Healthy", initializing = "Progressing", paused = "Suspended", stopping = "Degraded", error = "Degraded"}
return health(statuses[status.state] or "Unknown", (status.ready or 0) .. "/" .. (status.size or 0) .. " node(s) are ready")
