"""Pure functions over the model: ratings, scores, eligibility, freshness.

Time is always a parameter.
"""
