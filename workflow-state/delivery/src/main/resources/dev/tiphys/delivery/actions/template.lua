-- WorkflowTemplate and ClusterWorkflowTemplate.
actions = {
  ["create-workflow"] = function()
    local cluster = obj.kind == "ClusterWorkflowTemplate"
    local name = cluster and "cluster-workflow-template" or "workflow-template"
    local id = obj.metadata.labels ~= nil
      and obj.metadata.labels["workflows.argoproj.io/controller-instanceid"] or nil
    return created({
      apiVersion = "argoproj.io/v1alpha1",
      kind = "Workflow",
      metadata = {
        name = obj.metadata.name .. "-" .. os.date("!%Y%m%d%H%M"),
        namespace = obj.metadata.namespace,
        labels = {
          ["workflows.argoproj.io/" .. name] = obj.metadata.name,
          ["workflows.argoproj.io/controller-instanceid"] = id,
        },
        ownerReferences = {owner(obj)},
      },
      spec = {workflowTemplateRef = {name = obj.metadata.name, clusterScope = cluster or nil}},
    })
  end,
}

function discovery()
  return {["create-workflow"] = {displayName = "Create Workflow", iconClass = "fa fa-fw fa-plus"}}
end
