"""Our safety controls, changed one spot at a time: does a test notice? (make mutate)"""
