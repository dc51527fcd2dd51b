local ready = condition("Ready")
if ready == nil then
  return health("Progressing", "Waiting for " .. obj.kind)
end
if ready.status == "True" then
  return health("Healthy", ready.reason)
end
-- The other reasons name the step that failed.
if ready.reason == "Reconciling" or ready.reason == "GettingDevDB" or ready.status == "Unknown" then
  return health("Progressing", ready.reason)
end
if ready.reason == "ApprovalPending" then
  return health("Suspended", ready.reason)
end
return health("Degraded", ready.reason)
