local applied = condition("ResourcesApplied")
if is(applied, "True") then
  return health("Healthy", "cluster resource set is applied")
end
if is(applied, "False") then
  return health("Degraded", applied.message)
end
return health("Progressing", "Initializing cluster resource set")
