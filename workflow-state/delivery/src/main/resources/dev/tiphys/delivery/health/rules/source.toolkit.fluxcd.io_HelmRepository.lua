if (obj.spec or {}).type == "oci" and condition("Ready") == nil then
  return health("Healthy", "Helm repositories of type 'oci' do not contain any information in the status.")
end
return flux()
