local status = obj.status or {}
if status.state == "Ready" then
  return health("Healthy", "Host is Ready")
end
if status.state == "Error" then
  return health("Degraded", status.errorReason or "Host is in an error state")
end
return health("Progressing", "Waiting for Host")
