if (obj.spec or {}).enabled == false then
  return health("Suspended", "Schedule disabled")
end
local last = (obj.status or {}).lastScheduleTime
if last == nil then
  return health("Healthy", "Protection policy not yet executed")
end
return health("Healthy", "Protection policy lastScheduleTime: " .. last)
