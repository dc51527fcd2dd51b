local phase = (obj.status or {}).phase
if phase == "Running" then
  return health("Healthy", "Jaeger is Running")
end
if phase == "Failed" then
  return health("Degraded", "Jaeger Failed For Some Reason")
end
return health("Progressing", "Waiting for Jaeger")
