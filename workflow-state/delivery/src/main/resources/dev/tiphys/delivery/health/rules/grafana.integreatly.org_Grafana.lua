local status = obj.status or {}
if status.stageStatus == "failed" then
  return health("Degraded", "Failed at stage " .. (status.stage or ""))
end
if status.stage == "complete" and status.stageStatus == "success" then
  return health("Healthy")
end
return health("Progressing", status.stage)
