actions = {merge = function() obj.spec.state = "merged" return obj end}

function discovery()
  local open = obj.spec.state == "open"
    and (obj.status == nil or obj.status.state == nil or obj.status.state == "open")
  return {
    merge = {disabled = not open, displayName = "Merge PR", iconClass = "fa fa-fw fa-code-merge"},
  }
end
