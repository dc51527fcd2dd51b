local conditions = (obj.status or {}).conditions
if conditions == nil or #conditions == 0 then
  return health("Progressing", "Status conditions not found")
end
local terminating = condition("Terminating")
if is(terminating, "True") then
  return health("Progressing", "CRD is terminating: " .. (terminating.message or terminating.reason or ""))
end
local names = condition("NamesAccepted")
if is(names, "False") then
  return health("Degraded", "CRD names have not been accepted: " .. (names.message or names.reason or ""))
end
local schema = condition("NonStructuralSchema")
if is(schema, "True") then
  return health("Degraded", "Schema violations found: " .. (schema.message or schema.reason or ""))
end
local approval = condition("KubernetesAPIApprovalPolicyConformant")
if is(approval, "False") then
  return health("Degraded", "CRD violates the API approval policy: " .. (approval.message or approval.reason or ""))
end
local established = condition("Established")
if is(established, "True") then
  return health("Healthy", "CRD is healthy")
end
if is(established, "False") and established.reason ~= "Installing" then
  return health("Degraded", "CRD is not established: " .. (established.message or established.reason or ""))
end
return health("Progressing", "CRD is not established")
