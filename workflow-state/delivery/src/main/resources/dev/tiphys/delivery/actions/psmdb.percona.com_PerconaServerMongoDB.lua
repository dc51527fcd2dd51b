actions = {
  pause = function() spec(obj).pause = true return obj end,
  unpause = function() spec(obj).pause = false return obj end,
}

function discovery()
  local paused = obj.spec ~= nil and obj.spec.pause == true
  return {
    pause = {disabled = paused, iconClass = "fa fa-fw fa-pause-circle"},
    unpause = {disabled = not paused, iconClass = "fa fa-fw fa-play-circle"},
  }
end
