return keptn((obj.status or {}).status)
