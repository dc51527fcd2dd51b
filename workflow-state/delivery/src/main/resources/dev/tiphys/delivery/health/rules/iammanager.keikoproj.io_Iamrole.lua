local status = obj.status or {}
local state = status.state
if state == nil or state == "" then
  return health("Progressing", "Waiting for Iamrole to be reconciled")
end
if state == "Ready" then
  local text = "Role '%s' exists with ARN '%s' and ID '%s'."
  return health("Healthy", text:format(status.roleName or "", status.roleARN or "", status.roleID or ""))
end
if state == "CreateInProgress" then
  return health("Progressing", "Waiting for Iamrole to be reconciled")
end
local why = status.errorDescription
if why == nil or why == "" then
  why = "Iamrole is in state '" .. state .. "'"
end
return health("Degraded", why)
