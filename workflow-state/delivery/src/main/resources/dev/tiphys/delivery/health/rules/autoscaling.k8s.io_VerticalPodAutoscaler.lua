for _, kind in ipairs({"ConfigUnsupported", "FetchingHistory"}) do
  local c = condition(kind)
  if is(c, "True") then
    return health(kind == "FetchingHistory" and "Progressing" or "Degraded", c.message or c.reason)
  end
end
if is(condition("RecommendationProvided"), "True") then
  return health("Healthy")
end
-- Without pods there is nothing to recommend, and nothing wrong.
local none = condition("NoPodsMatched")
if is(none, "True") then
  return health("Healthy", none.message)
end
return health("Progressing", "Waiting for recommendation")
