local compliant = (obj.status or {}).compliant
if compliant == "Compliant" then
  return health("Healthy", "All certificates found comply with the policy")
end
if compliant == "NonCompliant" then
  return health("Degraded", "At least once certificate does not comply with the policy")
end
return health("Progressing", "Waiting for the status to be reported")
