local accepted = condition("Accepted")
if accepted == nil or not gateway_current(accepted) then
  return health("Progressing", "Waiting for GatewayClass status")
end
return gateway_fault({accepted}, "") or health("Healthy", accepted.message)
