local not_ready = promoter_ready({
  deleted = "Pull request", initializing = "pull request", waiting = "pull request",
  missing = "Pull request is not ready yet", failed = "Pull request reconciliation failed",
  finalizers = {
    ["pullrequest.promoter.argoproj.io/finalizer"] = "Waiting until the pull request is closed on the SCM. Risk if removed manually: The pull request can stay open on the SCM.",
    ["changetransferpolicy.promoter.argoproj.io/pullrequest-finalizer"] = "Waiting until the ChangeTransferPolicy has recorded the state of this pull request. Risk if removed manually: The ChangeTransferPolicy may miss how this pull request ended.",
  },
})
if not_ready ~= nil then
  return not_ready
end
local id, state = tostring(obj.status.id or ""), obj.status.state or ""
if id == "" or state == "" then
  return health("Healthy", "Pull request is healthy")
end
return health("Healthy", "Pull request is " .. state .. " as PR " .. id)
