actions = {
  ["create-workflow"] = function()
    local meta = obj.spec.workflowMetadata or {}
    local labels = {}
    if obj.metadata.labels ~= nil then
      labels["workflows.argoproj.io/cron-workflow"] = obj.metadata.name
      labels["workflows.argoproj.io/controller-instanceid"] =
        obj.metadata.labels["workflows.argoproj.io/controller-instanceid"]
    end
    for name, value in pairs(meta.labels or {}) do labels[name] = value end
    return created({
      apiVersion = "argoproj.io/v1alpha1",
      kind = "Workflow",
      metadata = {
        name = obj.metadata.name .. "-" .. os.date("!%Y%m%d%H%M"),
        namespace = obj.metadata.namespace,
        labels = labels,
        annotations = meta.annotations,
        ownerReferences = {owner(obj)},
      },
      finalizers = meta.finalizers,
      spec = obj.spec.workflowSpec,
    })
  end,
  suspend = function() obj.spec.suspend = true return obj end,
  resume = function() obj.spec.suspend = false return obj end,
}

function discovery()
  local suspended = obj.spec.suspend == true
  return {
    ["create-workflow"] = {displayName = "Create Workflow", iconClass = "fa fa-fw fa-plus"},
    suspend = {disabled = suspended, iconClass = "fa fa-fw fa-pause"},
    resume = {disabled = not suspended, iconClass = "fa fa-fw fa-play"},
  }
end
