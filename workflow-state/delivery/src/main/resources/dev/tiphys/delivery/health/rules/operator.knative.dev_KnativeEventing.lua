return knative_operator()
