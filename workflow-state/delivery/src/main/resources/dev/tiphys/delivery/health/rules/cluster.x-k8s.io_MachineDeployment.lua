if (obj.spec or {}).paused == true then
  return health("Suspended", "MachineDeployment is paused")
end
local phase = (obj.status or {}).phase
if phase == "Running" then
  return health("Healthy", "MachineDeployment is running")
end
if phase == "Failed" then
  return health("Degraded", "MachineDeployment is failed")
end
if phase == "ScalingUp" then
  return health("Progressing", "Cluster is spawning machines")
end
if phase == "ScalingDown" then
  return health("Progressing", "Cluster is stopping machines")
end
return health("Progressing", "Initializing machine deployment")
