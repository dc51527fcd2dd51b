local MARK = "strimzi.io/manual-rolling-update"

actions = {["rolling-update"] = function() annotations(obj)[MARK] = "true" return obj end}

function discovery()
  return {["rolling-update"] = {disabled = annotation(obj, MARK) == "true"}}
end
