"""What OSCAL itself demands of a document, judged on raw trees."""
