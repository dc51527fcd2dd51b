local status = obj.status or {}
local application = status.applicationState or {}
local state = application.state or ""
if state == "" then
  return health("Progressing", "Waiting for SparkApplication")
end
if state == "FAILED" or state == "SUBMISSION_FAILED" or state == "FAILING" then
  return health("Degraded", application.errorMessage)
end
local words = {}
for word in state:gmatch("[^_]+") do
  table.insert(words, word:sub(1, 1) .. word:sub(2):lower())
end
local message = "SparkApplication is " .. table.concat(words, " ")
if state == "UNKNOWN" then
  return health("Unknown", message)
end
if state == "SUSPENDED" then
  return health("Suspended", message)
end
if state == "COMPLETED" then
  return health("Healthy", message)
end
if state ~= "RUNNING" then
  return health("Progressing", message)
end
-- It runs well once it has as many executors as it asks for, or as few as it may have.
local running = 0
for _, executor in pairs(status.executorState or {}) do
  if executor == "RUNNING" then
    running = running + 1
  end
end
local spec = obj.spec or {}
local dynamic = spec.dynamicAllocation or {}
local wanted = (spec.executor or {}).instances or 0
if dynamic.enabled == true then
  wanted = dynamic.minExecutors or dynamic.initialExecutors or 0
end
return health(running >= wanted and "Healthy" or "Progressing", message)
