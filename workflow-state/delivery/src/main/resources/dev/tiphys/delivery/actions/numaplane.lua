local LOSS = "numaplane.numaproj.io/allow-data-loss"

local function child()
  return obj.kind == "MonoVertexRollout" and obj.spec.monoVertex or obj.spec.pipeline
end

local function phase(wanted)
  local inner = spec(child())
  inner.lifecycle = inner.lifecycle or {}
  inner.lifecycle.desiredPhase = wanted
end

local function resume(fast)
  obj.spec.strategy = obj.spec.strategy or {}
  obj.spec.strategy.pauseResume = obj.spec.strategy.pauseResume or {}
  obj.spec.strategy.pauseResume.fastResume = fast
  phase("Running")
  return obj
end

actions = {
  pause = function() phase("Paused") return obj end,
  ["unpause-gradual"] = function() return resume(false) end,
  ["unpause-fast"] = function() return resume(true) end,
  ["allow-data-loss"] = function() annotations(obj)[LOSS] = "true" return obj end,
  ["disallow-data-loss"] = function() annotations(obj)[LOSS] = "false" return obj end,
}

function discovery()
  local life = child().spec ~= nil and child().spec.lifecycle or {}
  local paused = life.desiredPhase == "Paused"
  local allowed = annotation(child(), "numaflow.numaproj.io/allowed-resume-strategies") or "slow"
  local found = {
    pause = {disabled = paused, iconClass = "fa-solid fa-fw fa-pause"},
    ["unpause-gradual"] = {
      disabled = not paused or allowed == "fast",
      displayName = "Unpause (gradual)",
      iconClass = "fa-solid fa-fw fa-play",
    },
    ["unpause-fast"] = {
      disabled = not (paused and (allowed == "fast" or allowed == "slow, fast")),
      displayName = "Unpause (fast)",
      iconClass = "fa-solid fa-fw fa-play",
    },
  }
  if obj.kind == "PipelineRollout" then
    local loss = annotation(obj, LOSS) == "true"
    found["allow-data-loss"] = {disabled = loss, displayName = "Allow Data Loss"}
    found["disallow-data-loss"] = {disabled = not loss, displayName = "Disallow Data Loss"}
  end
  return found
end
