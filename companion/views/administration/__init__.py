"""The administrator's desk: agencies, panels and seats; no case."""
