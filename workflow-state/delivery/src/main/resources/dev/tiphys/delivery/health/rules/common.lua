-- What many rules need. One statement a line, no comment behind one: the lines are joined before a rule.
local function health(status, message) return {status = status, message = message or ""} end
local function condition(kind) for _, c in ipairs((obj.status or {}).conditions or {}) do if c.type == kind then return c end end end
local function observed() local s = obj.status or {} return s.observedGeneration == nil or obj.metadata.generation == nil or s.observedGeneration >= obj.metadata.generation end
-- Rules of whole families of kinds.
-- Flux: the reason of Ready says what happened.
local function flux()
  if obj.spec ~= nil and obj.spec.suspend == true then return health("Suspended", obj.kind .. " is suspended") end
  local ready = condition("Ready")
  if ready == nil then return health("Progressing", "Waiting for " .. obj.kind) end
  local statuses = {True = "Healthy", False = "Degraded"}
  return health(statuses[ready.status] or "Progressing", ready.reason)
end
-- Strimzi: NotReady is a condition of its own.
local function strimzi(name)
  local paused = condition("ReconciliationPaused")
  if paused ~= nil and paused.status == "True" then return health("Suspended", "Reconciliation is paused") end
  local ready = condition("Ready")
  if ready ~= nil and ready.status == "True" then return health("Healthy", ready.message) end
  local not_ready = condition("NotReady")
  if not_ready ~= nil and not_ready.status == "True" then return health("Degraded", not_ready.message) end
  return health("Progressing", "Waiting for " .. name)
end
-- AWS provider of Crossplane: a resource that cannot be synced may still be Ready as it was.
local function crossplane_aws(name)
  if obj.status == nil or obj.status.conditions == nil then return health("Progressing", "Waiting for " .. name .. " to be created") end
  local synced = condition("Synced")
  if synced ~= nil and synced.status == "False" then
    if synced.reason == "ReconcilePaused" then return health("Suspended", synced.reason) end
    return health("Degraded", synced.message)
  end
  local ready = condition("Ready")
  if ready ~= nil and ready.status == "True" then return health("Healthy", ready.reason) end
  return health("Progressing", "Waiting for " .. name .. " to be available")
end
-- Packages of Crossplane: the reasons of both conditions together.
local function crossplane_package()
  local installed = condition("Installed")
  local healthy = condition("Healthy")
  if installed == nil or healthy == nil then return health("Progressing", "Waiting for " .. obj.kind:lower() .. " to be installed") end
  local message = installed.reason .. " " .. healthy.reason
  if installed.status == "False" or healthy.status == "False" then return health("Degraded", message) end
  return health(installed.status == "True" and healthy.status == "True" and "Healthy" or "Progressing", message)
end
-- Confluent: one phase of a whole cluster.
local function confluent()
  local phase = (obj.status or {}).phase
  if phase == nil or phase == "" then return health("Progressing", "Waiting for " .. obj.kind) end
  local statuses = {RUNNING = "Healthy", PROVISIONING = "Progressing", INITIALIZING = "Progressing", PENDING = "Progressing", DELETING = "Progressing"}
  return health(statuses[phase] or "Degraded", obj.kind .. " " .. phase:lower())
end
-- What RabbitMQ's topology operator makes: done, failed, or not looked at.
local function rabbitmq(name)
  local ready = condition("Ready")
  if ready ~= nil and ready.status == "True" then return health("Healthy", "RabbitMQ " .. name .. " ready") end
  if ready ~= nil and ready.status == "False" then return health("Degraded", "RabbitMQ " .. name .. " failed to be created or updated") end
  return health("Unknown", "RabbitMQ " .. name .. " status is unknown")
end
-- MariaDB operator: jobs have Complete, the rest Ready. A job that failed is Complete too.
local function mariadb()
  local complete = condition("Complete")
  local ready = condition("Ready")
  if complete == nil and ready == nil then return health("Progressing", "No status info available") end
  if complete ~= nil then
    local message = complete.reason .. " " .. complete.message
    if complete.message == "Failed" or complete.reason:find("Failed$") then return health("Degraded", message) end
    if complete.reason:find("Suspended$") then return health("Suspended", message) end
    return health((complete.status == "True" or complete.reason == "CronJobScheduled") and "Healthy" or "Progressing", message)
  end
  if ready.status == "True" then return health("Healthy", ready.message) end
  if ready.reason == "Suspended" then return health("Suspended", ready.message) end
  return health(ready.reason ~= nil and ready.reason:find("Failed$") and "Degraded" or "Progressing", ready.message)
end
-- Keptn: the state of a run.
local function keptn(state)
  local statuses = {Succeeded = "Healthy", Warning = "Healthy", Failed = "Degraded"}
  local status = statuses[state] or "Progressing"
  return health(status, obj.kind .. " is " .. status:lower() .. (state == "Warning" and " with warnings" or ""))
end
-- Prometheus operator: Available has a third status, Degraded.
local function prometheus()
  if obj.spec ~= nil and obj.spec.paused == true then return health("Suspended", obj.kind .. " is paused") end
  local reconciled = condition("Reconciled")
  if reconciled ~= nil and reconciled.status == "False" then return health("Degraded", reconciled.message or reconciled.reason) end
  local available = condition("Available")
  if available == nil then return health("Progressing", "Waiting for " .. obj.kind) end
  if available.status == "True" then return health("Healthy", "All instances are available") end
  return health(available.status == "Degraded" and "Degraded" or "Progressing", available.message or available.reason)
end
-- Numaflow: Numaplane leaves on a child whether its upgrade worked.
local function numaflow()
  local labels = obj.metadata.labels or {}
  if labels["numaplane.numaproj.io/progressive-result-state"] == "failed" then return health("Degraded", "Failed progressive upgrade") end
  local status = obj.status or {}
  if status.phase == nil or status.phase == "" or not observed() then return health("Progressing", "Waiting for " .. obj.kind .. " status") end
  if status.phase == "Failed" then return health("Degraded", status.message or obj.kind .. " failed") end
  if status.phase == "Paused" then return health("Healthy", obj.kind .. " is paused") end
  if status.phase ~= "Running" then return health("Progressing", obj.kind .. " is " .. status.phase:lower()) end
  for _, c in ipairs(status.conditions or {}) do
    if c.status == "False" then return health("Degraded", obj.kind == "Vertex" and c.message or "Subresources are unhealthy") end
  end
  return health("Healthy", obj.kind .. " is healthy")
end
-- Numaplane: a rollout is as its child is.
local function numaplane()
  local status = obj.status or {}
  if status.phase == nil or not observed() then return health("Progressing", "Not yet reconciled") end
  if status.phase == "Failed" then return health("Degraded", status.message) end
  local upgraded = condition("ProgressiveUpgradeSucceeded")
  if upgraded ~= nil and upgraded.status == "False" then return health("Degraded", "Progressive upgrade failed") end
  if status.phase == "Pending" or (status.upgradeInProgress or "") ~= "" then return health("Progressing", "Update in progress") end
  local child = condition("ChildResourcesHealthy")
  if child ~= nil and child.status ~= "True" then
    if child.status == "False" and child.reason ~= "Progressing" then return health("Degraded", child.message) end
    return health("Progressing", "Child Progressing")
  end
  return health("Healthy", "Healthy")
end
-- Operator of Knative: all conditions are told.
local function knative_operator()
  local conditions = (obj.status or {}).conditions
  if conditions == nil then return health("Progressing", "Waiting for " .. obj.kind) end
  local status = "Healthy"
  local message = ""
  for i, c in ipairs(conditions) do
    message = message .. i .. ": " .. c.type .. " | " .. c.status .. "\n"
    if c.status ~= "True" and c.status ~= "False" and c.status ~= "Unknown" then status = "Degraded" end
    if c.status ~= "True" and status == "Healthy" then status = "Progressing" end
  end
  return health(status, status == "Healthy" and obj.kind .. " is healthy." or message)
end
-- Karmada: every cluster of the binding must report.
local function karmada_binding()
  local clusters = obj.spec.clusters or {}
  local reported = (obj.status or {}).aggregatedStatus or {}
  if #clusters == 0 or #reported < #clusters then return health("Progressing", "Current resource status is insufficient") end
  for _, cluster in ipairs(reported) do
    if cluster.applied ~= true or cluster.health == "Unhealthy" then return health("Degraded", "Current resource status is unhealthy") end
  end
  return health("Healthy")
end
-- SAP BTP services.
local function sap_service()
  local status = obj.status
  if status == nil or status.conditions == nil then return health("Progressing", "Waiting for status") end
  for _, c in ipairs(status.conditions) do
    if c.observedGeneration ~= nil and c.observedGeneration < obj.metadata.generation then return health("Progressing", "Waiting for spec update to be observed") end
  end
  local failed = condition("Failed")
  if failed ~= nil and failed.status == "True" then return health("Degraded", failed.message) end
  local succeeded = condition("Succeeded")
  if succeeded ~= nil and succeeded.status ~= "True" then return health("Progressing", succeeded.message) end
  if tostring(status.ready):lower() == "true" then return health("Healthy", "Ready to use") end
  return health("Progressing", "Waiting to be ready")
end
-- Snapshots of volumes, and what stands behind them.
local function volume_snapshot()
  local status = obj.status or {}
  if status.error ~= nil then return health("Degraded", status.error.message) end
  if status.readyToUse == nil then return health("Progressing", "Waiting for status") end
  if status.readyToUse then return health("Healthy", "Ready to use") end
  return health("Progressing", "Not ready to use")
end
-- GitOps Promoter: the part that all its kinds share; nil when Ready. `words` are the texts of the kind.
local function promoter_ready(words)
  local meta = obj.metadata
  if meta.deletionTimestamp ~= nil then
    local reasons = ""
    for _, finalizer in ipairs(meta.finalizers or {}) do
      local text = (words.finalizers or {})[finalizer]
      if text ~= nil then reasons = reasons .. " " .. finalizer .. ": " .. text end
    end
    return health("Progressing", words.deleted .. " is being deleted" .. (reasons == "" and "" or "." .. reasons))
  end
  if obj.status == nil then return health("Progressing", "Initializing " .. words.initializing) end
  local ready = condition("Ready")
  if ready == nil then return health("Progressing", words.missing) end
  if ready.observedGeneration ~= nil and meta.generation ~= nil and ready.observedGeneration ~= meta.generation then
    return health("Progressing", "Waiting for " .. words.waiting .. " spec update to be observed")
  end
  local status = tostring(ready.status):lower()
  local why = " (" .. (ready.reason or "") .. "): " .. (ready.message or "")
  if status == "false" then
    if ready.reason == "ReconciliationError" then return health("Degraded", words.failed .. ": " .. (ready.message or "")) end
    return health("Degraded", (words.not_ready or words.failed) .. why)
  end
  if status ~= "true" then return health("Progressing", words.unknown and words.unknown .. why or words.missing) end
  return nil
end
-- Kinds of it that check something in each environment.
local function promoter_environments(name, passed)
  local environments = obj.status.environments or {}
  local branches = {pending = {}, failure = {}}
  for _, environment in ipairs(environments) do
    local phase = environment.phase
    if phase ~= "success" then table.insert(phase == "failure" and branches.failure or branches.pending, environment.branch) end
  end
  if #branches.failure > 0 then return health("Degraded", name .. " failed for branch(es): " .. table.concat(branches.failure, ", ")) end
  if #branches.pending > 0 then return health("Progressing", name .. " pending for branch(es): " .. table.concat(branches.pending, ", ")) end
  return health("Healthy", name .. " " .. passed .. " for " .. #environments .. " environment(s)")
end
-- How many commit statuses are where, and which are not yet well.
local function promoter_counts(statuses)
  local keys = {pending = {}, success = {}, failure = {}}
  for _, s in ipairs(statuses or {}) do table.insert(keys[s.phase] or keys.pending, s.key) end
  local text = #keys.pending .. " pending, " .. #keys.success .. " successful, " .. #keys.failure .. " failed. "
  if #keys.pending > 0 then text = text .. "Pending commit statuses: " .. table.concat(keys.pending, ", ") .. ". " end
  if #keys.failure > 0 then text = text .. "Failed commit statuses: " .. table.concat(keys.failure, ", ") .. ". " end
  return text, #keys.pending + #keys.failure
end
