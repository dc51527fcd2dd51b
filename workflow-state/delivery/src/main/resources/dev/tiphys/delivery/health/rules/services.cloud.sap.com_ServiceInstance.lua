return sap_service()
