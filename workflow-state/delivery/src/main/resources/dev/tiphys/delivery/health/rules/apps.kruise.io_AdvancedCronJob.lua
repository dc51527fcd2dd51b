if (obj.spec or {}).paused == true then
  return health("Suspended", "AdvancedCronJob is Paused")
end
local status = obj.status
if status == nil then
  return health("Progressing", "AdvancedCronJobs has not been scheduled yet")
end
if status.active ~= nil and #status.active > 0 then
  return health("Progressing", "AdvancedCronJobs has active jobs")
end
if status.lastScheduleTime == nil then
  return health("Degraded", "AdvancedCronJobs has not run successfully")
end
return health("Healthy", "AdvancedCronJobs has run successfully")
