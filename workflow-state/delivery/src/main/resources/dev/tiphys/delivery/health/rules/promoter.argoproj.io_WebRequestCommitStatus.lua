local not_ready = promoter_ready({
  deleted = "WebRequestCommitStatus", initializing = "web request commit validation", waiting = "WebRequestCommitStatus",
  missing = "WebRequestCommitStatus Ready condition is missing", failed = "Web request commit validation failed", not_ready = "Web request commit validation not ready", unknown = "Web request commit validation status unknown",
})
if not_ready ~= nil then
  return not_ready
end
if #(obj.status.environments or {}) == 0 then
  return health("Healthy", "Web request commit validation reconciled")
end
return promoter_environments("Web request validation", "passed")
