-- Since v1beta3 this kind has no status; there is nothing to wait for.
if condition("Ready") == nil then
  return nil
end
return flux()
