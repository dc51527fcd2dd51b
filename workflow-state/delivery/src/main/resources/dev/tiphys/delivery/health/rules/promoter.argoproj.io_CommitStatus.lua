local not_ready = promoter_ready({
  deleted = "Commit status", initializing = "commit status", waiting = "commit status",
  missing = "Commit status is not ready yet", failed = "Commit status reconciliation failed",
})
if not_ready ~= nil then
  return not_ready
end
-- That it reports a failure well is what makes it healthy.
local sha, phase = obj.status.sha or "", obj.status.phase or ""
if sha == "" or phase == "" then
  return health("Healthy", "Commit status is healthy")
end
return health("Healthy", "Commit status for commit " .. sha:sub(1, 7) .. " reports " .. phase)
