return ceph("Ceph object store user")
