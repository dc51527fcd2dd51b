if obj.spec ~= nil and obj.spec.suspend == true then
  return health("Suspended", "JobSet is suspended")
end
local failed = condition("Failed")
if failed ~= nil and failed.status == "True" then
  return health("Degraded", failed.message)
end
local completed = condition("Completed")
if completed ~= nil and completed.status == "True" then
  return health("Healthy", completed.message)
end
return health("Progressing", "Waiting for JobSet to complete")
