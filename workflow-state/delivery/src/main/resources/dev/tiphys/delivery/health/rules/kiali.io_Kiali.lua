return ansible_operator()
