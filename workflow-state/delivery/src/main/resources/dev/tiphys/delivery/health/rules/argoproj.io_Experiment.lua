local phase = (obj.status or {}).phase
if phase == nil or phase == "" then
  return health("Progressing", "Waiting for experiment to finish: status has not been reconciled.")
end
if phase == "Pending" then
  return health("Progressing", "Experiment is pending")
end
if phase == "Running" then
  return health("Progressing", "Experiment is running")
end
if phase == "Successful" then
  return health("Healthy", "Experiment is successful")
end
if phase == "Failed" then
  return health("Degraded", "Experiment has failed")
end
if phase == "Error" then
  return health("Degraded", "Experiment had an error")
end
return health("Unknown", "Experiment was inconclusive")
