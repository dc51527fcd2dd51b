local status = obj.status or {}
local statuses = {Installed = "Healthy", Failed = "Degraded", Error = "Degraded"}
local is = statuses[status.status] or "Progressing"
return health(is, is == "Progressing" and "Waiting for trident installation" or status.message)
