local status = obj.status or {}
if status.state ~= "Completed" then
  return keptn(status.state)
end
if status.warning then
  return keptn("Warning")
end
return keptn(status.pass and "Succeeded" or "Failed")
