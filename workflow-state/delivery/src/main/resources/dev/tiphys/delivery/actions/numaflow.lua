local STATE = "numaplane.numaproj.io/upgrade-state"
local ALLOWED = "numaflow.numaproj.io/allowed-resume-strategies"

local function lifecycle(phase)
  local all = spec(obj)
  all.lifecycle = all.lifecycle or {}
  all.lifecycle.desiredPhase = phase
end

local function resume(strategy)
  lifecycle("Running")
  if obj.kind == "Pipeline" then
    annotations(obj)["numaflow.numaproj.io/resume-strategy"] = strategy
  elseif strategy == "slow" then
    obj.spec.replicas = nil
  end
  return obj
end

actions = {
  pause = function() lifecycle("Paused") return obj end,
  ["unpause-gradual"] = function() return resume("slow") end,
  ["unpause-fast"] = function() return resume("fast") end,
  ["force-promote"] = function()
    labels(obj)["numaplane.numaproj.io/force-promote"] = "true"
    return obj
  end,
  delete = function()
    annotations(obj)["numaplane.numaproj.io/marked-for-deletion"] = "true"
    return obj
  end,
}

function discovery()
  local upgrading = label(obj, STATE) == "in-progress"
  local found = {
    ["force-promote"] = {
      disabled = not upgrading or label(obj, "numaplane.numaproj.io/force-promote") == "true",
      displayName = "Force Promote",
      iconClass = "fa-solid fa-fw fa-forward",
    },
  }
  if obj.kind == "InterStepBufferService" then return found end
  local life = obj.spec ~= nil and obj.spec.lifecycle or {}
  local paused = life.desiredPhase == "Paused"
  local fast = annotation(obj, ALLOWED) == "fast"
  found.pause = {disabled = paused, iconClass = "fa-solid fa-fw fa-pause"}
  found["unpause-gradual"] = {
    disabled = not paused or fast,
    displayName = "Unpause (gradual)",
    iconClass = "fa-solid fa-fw fa-play",
  }
  found["unpause-fast"] = {
    disabled = not (paused and fast),
    displayName = "Unpause (fast)",
    iconClass = "fa-solid fa-fw fa-play",
  }
  if obj.kind == "Pipeline" then
    found.delete = {
      disabled = label(obj, STATE) ~= "recyclable",
      displayName = "Delete",
      iconClass = "fa-solid fa-fw fa-trash",
    }
  end
  return found
end
