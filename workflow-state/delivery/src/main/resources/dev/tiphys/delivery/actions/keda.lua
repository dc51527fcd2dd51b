local PAUSED = "autoscaling.keda.sh/paused"
local AT = "autoscaling.keda.sh/paused-replicas"

actions = {
  pause = function() annotations(obj)[PAUSED] = "true" return obj end,
  resume = function()
    annotations(obj)[PAUSED] = nil
    annotations(obj)[AT] = nil
    return obj
  end,
  ["paused-replicas"] = function()
    local count = tonumber(actionParams.replicas)
    if count == nil or count < 0 then
      error("invalid number: " .. tostring(actionParams.replicas) .. " (must be >= 0)", 0)
    end
    annotations(obj)[AT] = tostring(actionParams.replicas)
    return obj
  end,
}

function discovery()
  local paused = annotation(obj, PAUSED) == "true"
  local held = annotation(obj, AT) ~= nil
  local found = {
    pause = {disabled = paused or held, iconClass = "fa fa-fw fa-pause-circle"},
    resume = {disabled = not (paused or held), iconClass = "fa fa-fw fa-play-circle"},
  }
  if obj.kind == "ScaledObject" then
    found["paused-replicas"] = {
      disabled = paused,
      iconClass = "fa fa-fw fa-pause-circle",
      params = {{name = "replicas", default = "0"}},
    }
  end
  return found
end
