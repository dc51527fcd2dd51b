-- Knative reports on v1 only; of earlier versions nothing can be said.
if obj.status == nil and obj.apiVersion ~= "serving.knative.dev/v1" then
  return nil
end
local conditions = (obj.status or {}).conditions
if conditions == nil or not observed() then
  return health("Progressing", "Waiting for Service")
end
local status, message = "Healthy", ""
for _, c in ipairs(conditions) do
  if c.status ~= "True" and c.severity ~= "Info" then
    message = message .. c.type .. " is " .. c.status .. ", since " .. (c.reason or "") .. ". " .. (c.message or "") .. "\n"
    if c.status == "False" then
      status = "Degraded"
    elseif status == "Healthy" then
      status = "Progressing"
    end
  end
end
return health(status, message)
