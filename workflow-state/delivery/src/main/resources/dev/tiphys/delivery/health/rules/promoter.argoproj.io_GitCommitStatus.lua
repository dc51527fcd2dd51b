local not_ready = promoter_ready({
  deleted = "GitCommitStatus", initializing = "Git commit validation", waiting = "GitCommitStatus",
  missing = "GitCommitStatus Ready condition is missing", failed = "Git commit validation failed", not_ready = "Git commit validation not ready", unknown = "Git commit validation status unknown",
})
if not_ready ~= nil then
  return not_ready
end
if #(obj.status.environments or {}) == 0 then
  return health("Healthy", "Git commit validation reconciled")
end
return promoter_environments("Git commit validation", "passed")
