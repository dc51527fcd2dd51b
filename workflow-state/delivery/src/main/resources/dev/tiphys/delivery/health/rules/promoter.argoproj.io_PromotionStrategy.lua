local not_ready = promoter_ready({
  deleted = "Promotion strategy", initializing = "promotion strategy", waiting = "promotion strategy",
  missing = "Promotion strategy is not ready yet", failed = "Promotion strategy reconciliation failed",
})
if not_ready ~= nil then
  return not_ready
end
local environments = obj.status.environments or {}
if #environments == 0 then
  return health("Degraded", "Promotion strategy has no environments configured")
end
local function sha(side)
  return ((side or {}).dry or {}).sha or ""
end
-- A dry commit that changed nothing here is only noted.
local function hydrated(environment)
  local dry = ((environment.proposed or {}).note or {}).drySha or ""
  if dry == "" or dry == sha(environment.proposed) then
    return ""
  end
  return "Hydrator has processed dry commit '" .. dry:sub(1, 7) .. "'. "
end
for _, environment in ipairs(environments) do
  local from, to = sha(environment.active), sha(environment.proposed)
  local name = "environment '" .. environment.branch .. "'"
  if from == "" then
    return health("Progressing", "The active commit DRY SHA is missing or empty in " .. name .. ".")
  end
  if to == "" then
    return health("Progressing", "The proposed commit DRY SHA is missing or empty in " .. name .. ".")
  end
  if from ~= to then
    local counts = promoter_counts(environment.proposed.commitStatuses)
    local what = "Promotion in progress for " .. name .. " from '" .. from:sub(1, 7) .. "' to '" .. to:sub(1, 7) .. "': "
    return health("Progressing", what .. counts .. hydrated(environment))
  end
end
for _, environment in ipairs(environments) do
  local counts, unwell = promoter_counts(environment.active.commitStatuses)
  if unwell > 0 then
    local what = "Environment '" .. environment.branch .. "' is up-to-date, but there are non-successful active commit statuses: "
    return health("Healthy", what .. counts .. hydrated(environment))
  end
end
local all = "All environments are up-to-date on commit '" .. sha(environments[1].active):sub(1, 7) .. "'. "
return health("Healthy", ((all .. hydrated(environments[1])):gsub(" $", "")))
