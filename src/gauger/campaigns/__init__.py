"""Campaigns: groups and canonical tables in, measured and judged campaigns out."""
