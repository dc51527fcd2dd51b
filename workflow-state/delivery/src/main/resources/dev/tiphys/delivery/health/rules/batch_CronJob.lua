-- A suspended CronJob is Healthy: to be Suspended would hold up waves.
if (obj.spec or {}).suspend == true then
  return health("Healthy", "CronJob is Suspended")
end
local status = obj.status
if status == nil then
  return health("Progressing", "Waiting for CronJob")
end
if status.lastScheduleTime == nil then
  return health("Healthy", "CronJob has not been scheduled yet")
end
if status.lastSuccessfulTime == nil then
  return health("Healthy", "The CronJob never completed successfully. It may not be healthy")
end
if status.active ~= nil and #status.active > 0 then
  return health("Healthy", "The job is running. Its last execution may not have been successful")
end
-- RFC 3339 in UTC is in the order of its characters.
if status.lastSuccessfulTime < status.lastScheduleTime then
  return health("Degraded", "CronJob has not completed its last execution successfully")
end
return health("Healthy", "CronJob has completed its last execution successfully")
