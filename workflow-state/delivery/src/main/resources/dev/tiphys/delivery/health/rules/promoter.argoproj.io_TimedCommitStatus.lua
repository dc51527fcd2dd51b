local not_ready = promoter_ready({
  deleted = "TimedCommitStatus", initializing = "timed commit gate", waiting = "TimedCommitStatus",
  missing = "TimedCommitStatus Ready condition is missing", failed = "Timed commit gate failed", not_ready = "Timed commit gate not ready", unknown = "Timed commit gate status unknown",
})
if not_ready ~= nil then
  return not_ready
end
if #(obj.status.environments or {}) == 0 then
  return health("Healthy", "Timed commit gate reconciled")
end
return promoter_environments("Timed commit gate", "satisfied")
