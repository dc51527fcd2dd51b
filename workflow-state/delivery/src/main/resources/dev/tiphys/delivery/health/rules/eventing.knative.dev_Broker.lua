return ready("Waiting for " .. obj.kind)
