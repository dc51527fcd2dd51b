local status = obj.status or {}
local statuses = {Success = "Healthy", Failed = "Degraded"}
return health(statuses[status.lastOperationStatus] or "Progressing", status.message or "Waiting for TridentBackendConfig")
