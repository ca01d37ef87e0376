"""`attestle validate`: what is to be checked, the checks, earlier answers, repairs, the report."""
