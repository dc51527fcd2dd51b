if obj.spec.enabled == false then
  return health("Suspended", "ExecHook disabled")
end
return health("Healthy", "ExecHook enabled")
