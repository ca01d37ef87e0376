"""What a SOC 2 programme and CMMC requirements have to do with each other."""
