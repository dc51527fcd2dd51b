actions = {
  ["create-job"] = function()
    local template = obj.spec.jobTemplate
    local meta = template.metadata or {}
    local notes = {["cronjob.kubernetes.io/instantiate"] = "manual"}
    for name, value in pairs(meta.annotations or {}) do notes[name] = value end
    local parent = owner(obj)
    parent.controller = true
    parent.blockOwnerDeletion = true
    return created({
      apiVersion = "batch/v1",
      kind = "Job",
      metadata = {
        name = obj.metadata.name .. "-" .. os.date("!%Y%m%d%H%M"),
        namespace = obj.metadata.namespace,
        labels = meta.labels,
        annotations = notes,
        ownerReferences = {parent},
      },
      spec = template.spec,
    })
  end,
  suspend = function() obj.spec.suspend = true return obj end,
  resume = function() obj.spec.suspend = false return obj end,
}

function discovery()
  local found = {["create-job"] = {displayName = "Create Job", iconClass = "fa fa-fw fa-plus"}}
  if obj.spec.suspend == true then
    found.resume = {iconClass = "fa fa-fw fa-play"}
  else
    found.suspend = {iconClass = "fa fa-fw fa-pause"}
  end
  return found
end
