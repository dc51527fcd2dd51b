local allowed = condition("RemediationAllowed")
if is(allowed, "True") then
  return health("Healthy", allowed.message)
end
if is(allowed, "False") then
  return health("Degraded", allowed.message)
end
return health("Progressing", "Initializing machine health check")
