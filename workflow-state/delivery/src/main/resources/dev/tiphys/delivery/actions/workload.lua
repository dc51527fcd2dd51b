-- Workloads with a template of pods.
actions = {
  restart = function()
    annotations(obj.spec.template)["kubectl.kubernetes.io/restartedAt"] = stamp()
    return obj
  end,
  pause = function() obj.spec.paused = true return obj end,
  resume = function() obj.spec.paused = nil return obj end,
  scale = function() obj.spec.replicas = replicas() return obj end,
}

function discovery()
  local found = {restart = {disabled = false, iconClass = "fa fa-fw fa-redo"}}
  if obj.kind ~= "DaemonSet" then
    found.scale = {iconClass = "fa fa-fw fa-plus-circle", params = {{name = "replicas"}}}
  end
  if obj.kind == "Deployment" then
    local paused = obj.spec.paused == true
    found.pause = {disabled = paused, iconClass = "fa fa-fw fa-pause-circle"}
    found.resume = {disabled = not paused, iconClass = "fa fa-fw fa-play-circle"}
  end
  return found
end
