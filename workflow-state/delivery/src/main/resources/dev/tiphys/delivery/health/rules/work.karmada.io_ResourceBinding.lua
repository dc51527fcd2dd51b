return karmada_binding()
