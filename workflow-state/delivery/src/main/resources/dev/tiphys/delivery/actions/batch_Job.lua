local ENDS = {Complete = true, Failed = true, FailureTarget = true, SuccessCriteriaMet = true}

local function hasEnded()
  for _, condition in ipairs(obj.status ~= nil and obj.status.conditions or {}) do
    if ENDS[condition.type] and condition.status == "True" then return true end
  end
  return false
end

actions = {
  suspend = function() obj.spec.suspend = true return obj end,
  resume = function() obj.spec.suspend = false return obj end,
  terminate = function()
    if hasEnded() then return obj end
    local state = status(obj)
    state.conditions = state.conditions or {}
    table.insert(state.conditions, {
      type = "FailureTarget",
      status = "True",
      lastTransitionTime = stamp(),
      reason = "ManuallyTerminated",
      message = "Job was terminated explicitly through Argo CD",
    })
    return obj
  end,
}

function discovery()
  if hasEnded() then return {} end
  local found = {terminate = {iconClass = "fa fa-fw fa-stop"}}
  if obj.spec.suspend == true then
    found.resume = {iconClass = "fa fa-fw fa-play"}
  else
    found.suspend = {iconClass = "fa fa-fw fa-pause"}
  end
  return found
end
