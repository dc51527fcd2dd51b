local ENDED = {Successful = true, Failed = true, Inconclusive = true, Error = true}

actions = {terminate = function() spec(obj).terminate = true return obj end}

function discovery()
  local phase = obj.status ~= nil and obj.status.phase or nil
  return {terminate = {disabled = (obj.spec ~= nil and obj.spec.terminate == true) or ENDED[phase] == true}}
end
