"""Farming: from a question about many parameters to a finding."""
