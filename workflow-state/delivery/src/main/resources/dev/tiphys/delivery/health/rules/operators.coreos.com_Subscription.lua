local status = obj.status or {}
local conditions = status.conditions or {}
local broken = {InstallPlanFailed = true, ResolutionFailed = true, CatalogSourcesUnhealthy = true, BundleUnpackFailed = true}
local busy = {InstallPlanPending = true, BundleUnpacking = true}
local is_broken, is_busy, shown, waits_for_approval = false, false, "", false
local unpacking = condition("BundleUnpacking")
for i, c in ipairs(conditions) do
  -- Who approves by hand has a working operator until then.
  if c.type == "InstallPlanPending" and c.status == "True" and c.reason == "RequiresApproval"
    and (obj.spec or {}).installPlanApproval == "Manual" and status.state == "UpgradePending" and status.installedCSV ~= nil
    and (unpacking == nil or unpacking.status ~= "True") then
    waits_for_approval = true
  else
    shown = shown .. i .. ": " .. c.type .. " | " .. c.status .. "\n"
    is_broken = is_broken or broken[c.type] == true and c.status == "True"
    is_busy = is_busy or busy[c.type] == true and c.status == "True"
  end
end
local state = status.state
if state == nil or state == "" then
  shown = shown .. ".status.state not yet known\n"
elseif waits_for_approval then
  shown = shown .. ".status.state is '" .. state .. "' (manual InstallPlan approval pending; treated as healthy)\n"
else
  shown = shown .. ".status.state is '" .. state .. "'\n"
end
if is_broken or state == "UpgradeFailed" then
  return health("Degraded", shown)
end
if not is_busy and (state == "AtLatestKnown" or waits_for_approval) then
  return health("Healthy", shown)
end
return health("Progressing", shown)
