local degraded, admitted = false, false
for _, ingress in ipairs((obj.status or {}).ingress or {}) do
  for _, c in ipairs(ingress.conditions or {}) do
    if c.type == "Admitted" then
      degraded = degraded or c.status == "False"
      admitted = admitted or c.status == "True"
    end
  end
end
if degraded then
  return health("Degraded", "Route is degraded")
end
if admitted then
  return health("Healthy", "Route is healthy")
end
return health("Progressing", "Route is progressing")
