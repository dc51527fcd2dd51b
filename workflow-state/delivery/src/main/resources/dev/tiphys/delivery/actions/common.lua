function stamp() return os.date("!%Y-%m-%dT%XZ") end
function annotations(of) of.metadata = of.metadata or {} of.metadata.annotations = of.metadata.annotations or {} return of.metadata.annotations end
function labels(of) of.metadata = of.metadata or {} of.metadata.labels = of.metadata.labels or {} return of.metadata.labels end
function annotation(of, name) return of.metadata ~= nil and of.metadata.annotations ~= nil and of.metadata.annotations[name] or nil end
function label(of, name) return of.metadata ~= nil and of.metadata.labels ~= nil and of.metadata.labels[name] or nil end
function spec(of) of.spec = of.spec or {} return of.spec end
function status(of) of.status = of.status or {} return of.status end
function owner(of) return {apiVersion = of.apiVersion, kind = of.kind, name = of.metadata.name, uid = of.metadata.uid} end
function created(resource) return {{operation = "create", resource = resource}} end
function replicas() local n = tonumber(actionParams.replicas) if n == nil then error("invalid number: " .. tostring(actionParams.replicas), 0) end return n end
