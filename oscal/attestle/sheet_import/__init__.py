"""Spreadsheets that teams have, taken in: rows to values, with what is wrong about each row."""
