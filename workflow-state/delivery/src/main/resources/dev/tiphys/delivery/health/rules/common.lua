-- What many rules need. One statement a line, no comment behind one: the lines are joined before a rule.
local function health(status, message) return {status = status, message = message or ""} end
local function condition(kind) for _, c in ipairs((obj.status or {}).conditions or {}) do if c.type == kind then return c end end end
local function observed() local s = obj.status or {} return s.observedGeneration == nil or obj.metadata.generation == nil or s.observedGeneration >= obj.metadata.generation end
