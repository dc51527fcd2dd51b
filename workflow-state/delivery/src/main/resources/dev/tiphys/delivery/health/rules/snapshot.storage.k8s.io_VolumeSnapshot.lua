return volume_snapshot()
