local ready = condition("Ready")
if ready == nil then
  return health("Progressing", "Waiting for OnePasswordItem")
end
local statuses = {True = "Healthy", False = "Degraded"}
return health(statuses[ready.status] or "Progressing", ready.message)
