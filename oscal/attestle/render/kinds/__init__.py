"""The kinds of documents: each turns values into a document model and knows of no form's syntax."""
