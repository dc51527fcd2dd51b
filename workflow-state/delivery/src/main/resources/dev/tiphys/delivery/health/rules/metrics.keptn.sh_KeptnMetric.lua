local status = obj.status or {}
if (status.errMsg or "") ~= "" then
  return keptn("Failed")
end
return keptn((status.value or "") ~= "" and "Succeeded" or "Progressing")
