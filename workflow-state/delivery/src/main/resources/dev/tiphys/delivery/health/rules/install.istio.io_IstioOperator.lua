-- The texts are what the API of Istio says of each value.
local status = (obj.status or {}).status
if status == "HEALTHY" then
  return health("Healthy", "Component is healthy.")
end
if status == "UPDATING" then
  return health("Progressing", "Component is being updated to a different version.")
end
if status == "RECONCILING" then
  return health("Progressing", "Controller has started but not yet completed reconciliation loop for the component.")
end
if status == "ERROR" then
  return health("Degraded", "Component is in an error state.")
end
if status == "NONE" then
  return health("Degraded", "Component is not present.")
end
if status == "ACTION_REQUIRED" then
  return health("Degraded", "Action is needed from the user for reconciliation to proceed.")
end
return health("Progressing", "Waiting for IstioOperator")
