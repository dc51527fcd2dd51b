local status = obj.status or {}
if (obj.spec or {}).paused == true or status.phase == "paused" then
  return health("Suspended", "BroadcastJob is Paused")
end
if status.phase == "failed" or is(condition("Failed"), "True") then
  return health("Degraded", "BroadcastJob failed")
end
if status.phase == "completed" or is(condition("Complete"), "True") then
  return health("Healthy", "BroadcastJob is completed")
end
return health("Progressing", "BroadcastJob is still running")
