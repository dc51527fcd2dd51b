local status = obj.status
if status == nil or status.phase == nil then
  return health("Progressing", "Waiting for analysis run to finish: status has not been reconciled.")
end
local message = status.message
if message == "" then
  message = nil
end
if status.phase == "Pending" or status.phase == "Running" then
  return health("Progressing", message or "Analysis run is running")
end
if status.phase == "Successful" then
  return health("Healthy", message or "Analysis run completed successfully")
end
if status.phase == "Failed" then
  return health("Degraded", message or "Analysis run failed")
end
if status.phase == "Error" then
  return health("Degraded", message or "Analysis run had an error")
end
return health("Unknown", message or "Analysis run was inconclusive")
