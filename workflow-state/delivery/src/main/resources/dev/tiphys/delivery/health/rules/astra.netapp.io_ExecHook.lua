if (obj.spec or {}).enabled == false then
  return health("Suspended", "ExecHook disabled")
end
return health("Healthy", "ExecHook enabled")
