local not_ready = promoter_ready({
  deleted = "Change transfer policy", initializing = "change transfer policy", waiting = "change transfer policy",
  missing = "Change transfer policy is not ready yet", failed = "Change transfer policy reconciliation failed",
  finalizers = {
    ["changetransferpolicy.promoter.argoproj.io/finalizer"] = "Waiting to clear related PullRequest finalizers and finish cleanup before this policy is removed. Risk if removed manually: The 'changetransferpolicy.promoter.argoproj.io/pullrequest-finalizer' finalizer may not be cleaned up from PullRequests owned by this ChangeTransferPolicy.",
  },
})
if not_ready ~= nil then
  return not_ready
end
local active, proposed = obj.status.active or {}, obj.status.proposed or {}
local from, to = (active.dry or {}).sha or "", (proposed.dry or {}).sha or ""
if from == "" then
  return health("Progressing", "The active commit DRY SHA is missing or empty.")
end
if to == "" then
  return health("Progressing", "The proposed commit DRY SHA is missing or empty.")
end
if from ~= to then
  local counts = promoter_counts(proposed.commitStatuses)
  return health("Progressing", "Promotion in progress from '" .. from:sub(1, 7) .. "' to '" .. to:sub(1, 7) .. "': " .. counts)
end
local counts, unwell = promoter_counts(active.commitStatuses)
if unwell > 0 then
  return health("Healthy", "Environment is up-to-date, but there are non-successful active commit statuses: " .. counts)
end
return health("Healthy", "Environment is up-to-date on commit '" .. from:sub(1, 7) .. "'.")
