local LOOP = "cnpg.io/reconciliationLoop"

-- The instance that is meant: any that is not the primary, one by its number, or one by its name.
local function chosen(wanted)
  local state = obj.status or {}
  for _, name in ipairs(state.instancesStatus ~= nil and state.instancesStatus.healthy or {}) do
    local fits = name == wanted or name == obj.metadata.name .. "-" .. wanted
    if name ~= state.currentPrimary and (wanted == "any" or fits) then return name end
  end
  error("Could not find a healthy instance matching the criteria: " .. wanted, 0)
end

actions = {
  promote = function()
    local name = chosen(actionParams.instance or "any")
    obj.status.phase = "Switchover in progress"
    obj.status.phaseReason = "Switching over to " .. name
    obj.status.targetPrimary = name
    obj.status.targetPrimaryTimestamp = stamp()
    return obj
  end,
  reload = function() annotations(obj)["cnpg.io/reloadedAt"] = stamp() return obj end,
  restart = function()
    annotations(obj)["kubectl.kubernetes.io/restartedAt"] = stamp()
    return obj
  end,
  suspend = function() annotations(obj)[LOOP] = "disabled" return obj end,
  resume = function() annotations(obj)[LOOP] = nil return obj end,
}

function discovery()
  local suspended = annotation(obj, LOOP) == "disabled"
  local state = obj.status or {}
  local healthy = state.instancesStatus ~= nil and state.instancesStatus.healthy or {}
  return {
    restart = {iconClass = "fa fa-fw fa-recycle", displayName = "Rollout restart Cluster"},
    reload = {iconClass = "fa fa-fw fa-rotate-right", displayName = "Reload all Configuration"},
    promote = {
      disabled = #healthy < 2,
      iconClass = "fa fa-fw fa-angles-up",
      displayName = "Promote Replica to Primary",
      params = {{name = "instance", default = "any"}},
    },
    suspend = {
      disabled = suspended,
      iconClass = "fa-regular fa-circle-pause",
      displayName = "Suspend Reconciliation",
    },
    resume = {
      disabled = not suspended,
      iconClass = "fa-regular fa-circle-play",
      displayName = "Resume Reconciliation",
    },
  }
end
