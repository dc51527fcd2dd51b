return ceph("Ceph filesystem")
