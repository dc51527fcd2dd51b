for _, kind in ipairs({"SpecError", "SubmissionError"}) do
  local c = condition(kind)
  if is(c, "True") then
    return health("Degraded", c.message)
  end
end
return health("Healthy", "CronWorkflow is healthy.")
