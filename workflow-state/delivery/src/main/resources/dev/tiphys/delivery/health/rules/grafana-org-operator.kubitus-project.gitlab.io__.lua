return ready("Waiting ...")
