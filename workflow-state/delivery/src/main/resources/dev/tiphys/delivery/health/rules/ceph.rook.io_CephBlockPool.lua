return ceph("Ceph block pool")
