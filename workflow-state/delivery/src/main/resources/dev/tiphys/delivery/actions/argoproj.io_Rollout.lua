local state = obj.status or {}

-- Newer controllers tell the generation that they have seen; older ones told a hash.
local function knowsFullPromotion()
  return tonumber(state.observedGeneration) ~= nil
end

local function steps()
  local canary = obj.spec.strategy ~= nil and obj.spec.strategy.canary or nil
  return canary ~= nil and canary.steps or nil
end

local function hasStepsLeft()
  local all = steps()
  return all ~= nil and state.currentStepIndex ~= nil and state.currentStepIndex < #all
end

local function isPromoted()
  local stable = state.stableRS or (state.canary ~= nil and state.canary.stableRS) or nil
  return state.currentPodHash ~= nil and state.currentPodHash == stable
end

local function waits()
  return state.pauseConditions ~= nil and #state.pauseConditions > 0
end

actions = {
  resume = function()
    if waits() then obj.status.pauseConditions = nil end
    if obj.spec.paused == true then obj.spec.paused = false end
    return obj
  end,
  pause = function() obj.spec.paused = true return obj end,
  abort = function() status(obj).abort = true return obj end,
  retry = function() status(obj).abort = nil return obj end,
  restart = function() obj.spec.restartAt = stamp() return obj end,
  ["promote-full"] = function()
    if knowsFullPromotion() then
      obj.status.promoteFull = true
    else
      status(obj).abort = nil
      if steps() ~= nil then obj.status.currentStepIndex = #steps() end
    end
    return obj
  end,
  ["skip-current-step"] = function()
    if hasStepsLeft() then
      obj.status.pauseConditions = nil
      obj.status.currentStepIndex = state.currentStepIndex + 1
    end
    return obj
  end,
}

function discovery()
  local aborted = state.abort == true
  local paused = obj.spec.paused == true
  local full = hasStepsLeft() or (knowsFullPromotion() and not isPromoted())
  return {
    restart = {disabled = false, displayName = "Restart Pods"},
    resume = {disabled = not (paused or waits())},
    pause = {disabled = paused or aborted or isPromoted()},
    abort = {disabled = aborted or isPromoted()},
    retry = {disabled = not aborted},
    ["promote-full"] = {disabled = isPromoted() or not full},
    ["skip-current-step"] = {disabled = isPromoted() or not hasStepsLeft()},
  }
end
