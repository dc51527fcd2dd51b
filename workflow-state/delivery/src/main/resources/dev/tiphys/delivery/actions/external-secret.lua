-- Both kinds look again when this annotation changes.
local function sync() annotations(obj)["force-sync"] = stamp() return obj end

actions = {refresh = sync, push = sync}

function discovery()
  return obj.kind == "PushSecret" and {push = {}} or {refresh = {}}
end
