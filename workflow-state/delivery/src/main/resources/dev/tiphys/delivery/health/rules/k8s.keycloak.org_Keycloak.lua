local conditions = (obj.status or {}).conditions
if conditions == nil or #conditions == 0 then
  return health("Progressing", "Waiting for Keycloak status conditions to exist")
end
-- Errors come first: while pods crash, the operator goes on to roll out.
local errors = condition("HasErrors")
if errors ~= nil and errors.status == "True" then
  return health("Degraded", "Has Errors: " .. (errors.message or ""))
end
local ready = condition("Ready")
return health(ready ~= nil and ready.status == "True" and "Healthy" or "Progressing")
