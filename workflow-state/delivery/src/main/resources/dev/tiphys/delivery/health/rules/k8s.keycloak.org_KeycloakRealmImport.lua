local conditions = (obj.status or {}).conditions
if conditions == nil or #conditions == 0 then
  return health("Progressing", "Waiting for KeycloakRealmImport status conditions to exist")
end
local errors = condition("HasErrors")
if errors ~= nil and errors.status == "True" then
  return health("Degraded", "Has Errors: " .. (errors.message or ""))
end
local done = condition("Done")
return health(done ~= nil and done.status == "True" and "Healthy" or "Progressing")
