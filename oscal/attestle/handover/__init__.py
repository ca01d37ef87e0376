"""What is handed to an assessor: hashes of artifacts in the shape that the CMMC process expects."""
