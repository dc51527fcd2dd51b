local synced = condition("Synced")
if is(synced, "True") then
  return health("Healthy")
end
if is(synced, "False") then
  return health("Degraded", synced.message)
end
return health("Progressing", "Waiting for Sealed Secret to be decrypted")
