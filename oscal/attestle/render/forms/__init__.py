"""The forms of documents: each turns a document model into bytes and has the one escape of its
form.
"""
