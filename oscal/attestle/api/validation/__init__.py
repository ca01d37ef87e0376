"""`attestle validate`: what is to be checked, the checks, answers of earlier runs, repairs, the report."""
