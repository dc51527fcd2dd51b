-- Kinds that stand still while spec.suspend is set; those of Flux can be hurried, too.
local NO_RECONCILE = {Alert = true, Provider = true}

actions = {
  suspend = function() spec(obj).suspend = true return obj end,
  resume = function() spec(obj).suspend = false return obj end,
  reconcile = function()
    annotations(obj)["reconcile.fluxcd.io/requestedAt"] = "By Argo CD at: " .. os.date("!%Y-%m-%dT%X")
    return obj
  end,
}

function discovery()
  local suspended = obj.spec ~= nil and obj.spec.suspend == true
  local found = {suspend = {disabled = suspended}, resume = {disabled = not suspended}}
  if obj.kind ~= "MariaDB" and not NO_RECONCILE[obj.kind] then
    found.reconcile = {disabled = suspended}
  end
  return found
end
