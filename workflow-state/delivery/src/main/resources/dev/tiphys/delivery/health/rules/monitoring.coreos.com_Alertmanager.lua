return prometheus()
