return keptn((obj.status or {}).overallStatus)
