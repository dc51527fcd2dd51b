local state = (obj.status or {}).status
if state == "Ok" then
  return health("Healthy", "Subnamespace exists")
end
if state == "Conflict" or state == "Forbidden" then
  return health("Degraded", "Subnamespace is in state " .. state)
end
return health("Progressing", "Waiting for subnamespace to be created")
