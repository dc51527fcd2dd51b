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
  local message = (installed.reason or "") .. " " .. (healthy.reason or "")
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
    local reason = complete.reason or ""
    local message = reason .. " " .. (complete.message or "")
    if complete.message == "Failed" or reason:find("Failed$") then return health("Degraded", message) end
    if reason:find("Suspended$") then return health("Suspended", message) end
    return health((complete.status == "True" or reason == "CronJobScheduled") and "Healthy" or "Progressing", message)
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
  local clusters = (obj.spec or {}).clusters or {}
  local reported = (obj.status or {}).aggregatedStatus or {}
  if #clusters == 0 or #reported < #clusters then return health("Progressing", "Current resource status is insufficient") end
  for _, cluster in ipairs(reported) do
    if cluster.applied ~= true or cluster.health == "Unhealthy" then return health("Degraded", "Current resource status is unhealthy") end
  end
  return health("Healthy")
end
-- KEDA: Ready is Unknown at first, and when some triggers fail.
local function keda(waiting)
  local paused = condition("Paused")
  if paused ~= nil and paused.status == "True" then return health("Suspended", paused.message or obj.kind .. " is paused") end
  local ready = condition("Ready")
  if ready == nil or ready.status == "Unknown" and not (ready.reason or ""):find("Error$") then return health("Progressing", waiting) end
  if ready.status ~= "True" then return health("Degraded", ready.message) end
  local fallback = condition("Fallback")
  if fallback ~= nil and fallback.status == "True" then return health("Degraded", fallback.message) end
  return health("Healthy", ready.message)
end
-- Operators made with Ansible: a condition may be there more than once.
local function ansible_operator()
  local found = {}
  for _, c in ipairs((obj.status or {}).conditions or {}) do if c.status == "True" then found[c.type] = c end end
  if found.Failure then return health("Degraded", found.Failure.message) end
  if found.Successful then return health("Healthy", found.Successful.message) end
  if found.Running and found.Running.reason == "Successful" then return health("Healthy", found.Running.message) end
  return health("Progressing", found.Running and found.Running.message or "Waiting for " .. obj.kind)
end
-- SAP BTP services.
local function sap_service()
  local status = obj.status
  if status == nil or status.conditions == nil then return health("Progressing", "Waiting for status") end
  for _, c in ipairs(status.conditions) do
    if c.observedGeneration ~= nil and c.observedGeneration < (obj.metadata.generation or 0) then return health("Progressing", "Waiting for spec update to be observed") end
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
-- The condition Ready, in its own words; without one, what is waited for.
local function ready(waiting)
  local c = condition("Ready")
  if c ~= nil and c.status == "True" then return health("Healthy", c.message) end
  if c ~= nil and c.status == "False" then return health("Degraded", c.message or c.reason) end
  return health("Progressing", waiting)
end
-- Kinds of Gloo: one status, or one for each namespace that Gloo runs in; states by name or number. The worst counts.
local function gloo()
  local status = obj.status
  if status == nil or (status.state == nil and next(status.statuses or {}) == nil) then return health("Progressing", "Update in progress") end
  local names = {["0"] = "Pending", ["1"] = "Accepted", ["2"] = "Rejected", ["3"] = "Warning"}
  local ranks = {Accepted = 1, Pending = 2, Warning = 3, Rejected = 4}
  local worst = nil
  local found = nil
  for _, s in pairs(status.statuses or {status}) do
    -- Protobuf leaves out what is 0, which is Pending.
    local state = tostring(s.state or 0)
    state = names[state] or state
    if found == nil or (ranks[state] or 0) > (ranks[found] or 0) then worst, found = s, state end
  end
  if found == "Accepted" then return health("Healthy", "The resource has been validated") end
  if found == "Pending" then return health("Suspended", "The resource has not yet been validated") end
  if found == "Rejected" or found == "Warning" then return health("Degraded", worst.reason) end
  return health("Unknown", "Unknown state: " .. found)
end
-- Kinds of Humio that are something inside a cluster of it.
local function humio()
  local state = (obj.status or {}).state
  if state == nil or state == "" then return health("Progressing", "Update in progress") end
  local statuses = {Exists = "Healthy", Running = "Healthy", Ready = "Healthy", NotFound = "Missing", ConfigError = "Degraded"}
  return health(statuses[state] or "Unknown", "Component state: " .. state .. ".")
end
-- Kinds of Coralogix are copied to its service.
local function coralogix()
  local c = condition("RemoteSynced")
  if c == nil or c.status == "Unknown" then return health("Progressing", "Waiting for status to be updated") end
  if c.status == "True" then return health("Healthy", "Resource is ready") end
  return health("Degraded", c.message or c.reason)
end
-- What the Grafana operator puts into instances of Grafana; its older versions tell only of missing instances.
local function grafana()
  local status = obj.status or {}
  if status.NoMatchingInstances == true then return health("Degraded", "can't find matching grafana instance") end
  for _, c in ipairs(status.conditions or {}) do
    local text = (c.reason or "") .. " for " .. (c.type or "") .. " because " .. (c.message or "")
    local bad = c.type == "NoMatchingInstance" or c.type == "InvalidSpec"
    if bad and c.status == "True" then return health("Degraded", text) end
    local applied = (c.type or ""):find("Synchronized$")
    if applied and c.status == "True" then return health("Healthy", text) end
    if applied and c.status == "False" then return health("Degraded", text) end
  end
  if status.hash ~= nil and status.hash ~= "" then return health("Healthy") end
  return health("Progressing")
end
-- Whether a condition of the Gateway API is of this generation; some stay from older ones.
local function gateway_current(c)
  return c.observedGeneration == nil or obj.metadata.generation == nil or c.observedGeneration >= obj.metadata.generation
end
-- What is wrong by conditions of the Gateway API, the worst first; `where` is put before messages.
local function gateway_fault(conditions, where)
  local waiting = nil
  for _, c in ipairs(conditions or {}) do
    local counts = c.type == "Accepted" or c.type == "ResolvedRefs" or c.type == "Programmed"
    if counts and c.status ~= "True" and gateway_current(c) then
      local text = where .. ((c.message ~= nil and c.message ~= "") and c.message or "Failed condition: " .. c.type)
      if c.status == "False" and c.type ~= "Programmed" then return health("Degraded", text) end
      waiting = waiting or health("Progressing", text)
    end
  end
  return waiting
end
-- Kinds of the Gateway API that are attached to others, each of which has its say: `list` of `ref`, called `word`.
local function gateway_attached(list, ref, word)
  local current = false
  local waiting = nil
  for _, a in ipairs(list or {}) do
    local fault = gateway_fault(a.conditions, word .. " " .. ((a[ref] or {}).name or "") .. ": ")
    if fault ~= nil and fault.status == "Degraded" then return fault end
    waiting = waiting or fault
    for _, c in ipairs(a.conditions or {}) do current = current or gateway_current(c) end
  end
  if waiting ~= nil then return waiting end
  if not current then return health("Progressing", "Waiting for " .. obj.kind .. " status") end
  return health("Healthy", obj.kind .. " is healthy")
end
local function names(list) local set = {} for _, name in ipairs(list) do set[name] = true end return set end
local function is(c, status) return c ~= nil and c.status == status end
-- NetApp Astra's objects that stand for one run of a task.
local function astra()
  local state = (obj.status or {}).state
  if state == nil then return health("Progressing", "No status available") end
  if state == "Completed" then return health("Healthy", obj.kind .. " Completed") end
  if state == "Failed" or state == "Error" then return health("Degraded", state) end
  return health("Progressing", obj.kind .. " " .. state)
end
-- Elastic's objects that run Pods and have a colour.
local function elastic(name)
  local status = obj.status or {expectedNodes = 0}
  if status.health == "green" then return health("Healthy", name .. " status is Green") end
  if status.health == "red" then return health("Degraded", name .. " status is Red") end
  if status.expectedNodes == nil and status.health == nil then return health("Unknown", name .. " status is unknown. Ensure your ArgoCD is current and then check for/file a bug report: https://github.com/argoproj/argo-cd/issues") end
  if status.availableNodes == nil or status.expectedNodes == nil then return health("Progressing", name .. " phase is progressing") end
  return health("Progressing", name .. " status is deploying, there is " .. status.availableNodes .. " instance(s) on " .. status.expectedNodes .. " expected")
end
-- Red Hat 3scale's objects, whose conditions tell what is wrong before they tell what is right.
local function threescale()
  local name = "3scale " .. obj.kind
  local bad = {Failed = " synchronization failed", Invalid = " configuration is invalid", Orphan = " references non existing resources"}
  for _, kind in ipairs({"Invalid", "Failed", "Orphan"}) do
    local c = condition(kind)
    if is(c, "True") then return health("Degraded", c.message or name .. bad[kind]) end
  end
  local waiting = condition("Waiting")
  if is(waiting, "True") then return health("Suspended", waiting.message or name .. " is waiting for approval") end
  local ready = condition("Ready")
  if is(ready, "True") then return health("Healthy", name .. " is ready") end
  if is(condition("Synced"), "True") then return health("Healthy", name .. " is synced") end
  local going = condition("In-progress")
  if is(going, "True") then return health("Progressing", going.message or name .. " is in progress") end
  if is(ready, "False") and ready.message ~= nil then return health("Degraded", ready.message) end
  return health("Progressing", "Waiting for " .. name .. " status...")
end
-- OpenKruise: pods that stay as they were because of the partition wait for somebody to lower it.
local function kruise(name, pods, paused, partition, replicas, updated, ready, available)
  if obj.status == nil or not observed() then return health("Progressing", "Waiting for initialization") end
  if paused == true then return health("Suspended", name .. " is paused") end
  if type(partition) == "number" and partition > 0 and replicas ~= nil and (updated or 0) >= replicas - partition and (updated or 0) < replicas then return health("Suspended", name .. " needs manual intervention") end
  if replicas == nil then return health("Progressing", "Waiting for initialization") end
  if (ready or 0) == replicas and (available or 0) == replicas then return health("Healthy", "All " .. name .. " workloads are ready and updated") end
  return health("Degraded", "Some " .. pods .. " are not ready or available")
end
-- One condition Ready, whose message says all.
local function readiness(waiting)
  local ready = condition("Ready")
  if is(ready, "True") then return health("Healthy", ready.message) end
  if is(ready, "False") then return health("Degraded", ready.message or ready.reason) end
  return health("Progressing", waiting)
end
-- cert-manager's Certificates, new and old.
local function certificate()
  local issuing = condition("Issuing")
  if is(issuing, "True") then return health("Progressing", issuing.message) end
  local ready = condition("Ready")
  if is(ready, "True") then return health("Healthy", ready.message) end
  if is(ready, "False") then
    if is(issuing, "False") and issuing.reason == "Failed" then return health("Degraded", issuing.message or ready.message) end
    local soon = names({"DoesNotExist", "InProgress", "Pending", "TemporaryCertificate", "Issuing"})
    return health(soon[ready.reason] and "Progressing" or "Degraded", ready.message or ready.reason)
  end
  return health("Progressing", "Waiting for certificate")
end
-- Altinity's installations.
local function clickhouse(name)
  local status = (obj.status or {}).status
  if status == nil or status == "" then return health("Progressing", name .. " status not yet available") end
  local message = name .. " status: " .. status
  if status == "Completed" then return health("Healthy", message) end
  if status == "Failed" or status == "Aborted" then return health("Degraded", message) end
  return health("Progressing", message)
end
-- Crossplane: what has no conditions only configures; the others must have all of theirs true.
local function crossplane()
  local status = obj.status or {}
  local configures = names({"ClusterProviderConfig", "Composition", "CompositionRevision", "ControllerConfig", "DeploymentRuntimeConfig", "EnvironmentConfig", "ImageConfig", "Lock", "ProviderConfig", "ProviderConfigUsage", "StoreConfig"})
  if status.conditions == nil then
    if configures[obj.kind] then return health("Healthy", "Resource is up-to-date.") end
    return health("Progressing", "Provisioning ...")
  end
  for _, kind in ipairs({"LastAsyncOperation", "Synced", "Healthy", "Installed", "RevisionHealthy", "Ready"}) do
    local c = condition(kind)
    if is(c, "False") and (kind ~= "Ready" or c.reason == "Unavailable") then return health("Degraded", c.message or c.reason) end
  end
  for _, kind in ipairs({"Ready", "Healthy", "RevisionHealthy", "Offered", "Established", "ValidPipeline"}) do
    if is(condition(kind), "True") then return health("Healthy", "Resource is up-to-date.") end
  end
  return health("Progressing", "Provisioning ...")
end
-- Kinds of it that listen; a listener may fail by itself.
local function gateway_listeners()
  local status = obj.status or {}
  local current = false
  for _, c in ipairs(status.conditions or {}) do
    current = current or gateway_current(c)
  end
  if not current then
    return health("Progressing", "Waiting for " .. obj.kind .. " status")
  end
  local waiting = gateway_fault(status.conditions, "")
  if waiting ~= nil and waiting.status == "Degraded" then
    return waiting
  end
  for _, listener in ipairs(status.listeners or {}) do
    local fault = gateway_fault(listener.conditions, "Listener " .. (listener.name or "") .. ": ")
    if fault ~= nil and fault.status == "Degraded" then
      return fault
    end
    waiting = waiting or fault
  end
  return waiting or health("Healthy", obj.kind .. " is healthy")
end
-- Conditions that must all be true, in the order in which they come to be.
local function all_true(kinds, waiting)
  local unknown = false
  for _, kind in ipairs(kinds) do
    local c = condition(kind)
    if is(c, "False") then return health("Degraded", c.message or c.reason) end
    unknown = unknown or not is(c, "True")
  end
  return health(unknown and "Progressing" or "Healthy", unknown and waiting or "")
end
-- cert-manager's part in ACME: Orders and Challenges.
local function acme()
  local status = obj.status or {}
  local failed = names({"errored", "expired", "invalid"})
  if status.state == "valid" then return health("Healthy", status.reason) end
  if failed[status.state] then return health("Degraded", status.reason or obj.kind .. " is " .. status.state) end
  return health("Progressing", status.reason or "Waiting for " .. obj.kind)
end
-- Rook: a phase, and for pools and file systems no more.
local function ceph(name)
  local phase = (obj.status or {}).phase
  if phase == nil or phase == "" then return health("Progressing", name .. " status not available") end
  local message = name .. " phase is " .. phase
  if phase == "Ready" or phase == "Connected" then return health("Healthy", message) end
  return health(phase == "Failure" and "Degraded" or "Progressing", message)
end
